//! What each threshold does, drawn: the share of answers that are right over the share of
//! answerable questions that are answered.

use std::fmt::Write;

use crate::tune::Point;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 360.0;
/// Room for the words on the axes.
const MARGIN: f64 = 50.0;
/// Lines across, on either axis.
const LINES: u32 = 5;

/// The picture as SVG; `chosen` is marked.
pub fn svg(curve: &[Point], chosen: Option<&Point>) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for line in 0..=LINES {
        let share = f64::from(line) / f64::from(LINES);
        let (x, y) = at(share, share);
        let (left, bottom) = at(0.0, 0.0);
        let (right, top) = at(1.0, 1.0);
        let _ = writeln!(
            out,
            "<path d=\"M{left:.1} {y:.1}H{right:.1}M{x:.1} {bottom:.1}V{top:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>",
            left - 5.0,
            y + 4.0,
            share * 100.0,
            bottom + 15.0,
            share * 100.0
        );
    }
    let (middle, bottom) = at(0.5, 0.0);
    let _ = writeln!(
        out,
        "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">answerable questions that are answered</text>\
         <text x=\"{MARGIN}\" y=\"{:.1}\">answers given that are right</text>",
        bottom + 35.0,
        MARGIN - 15.0
    );
    let points: Vec<String> =
        curve.iter().map(|p| at(p.coverage, p.precision)).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ =
        writeln!(out, "<polyline points=\"{}\" fill=\"none\" stroke=\"#246\" stroke-width=\"1.5\"/>", points.join(" "));
    if let Some(point) = chosen {
        let (x, y) = at(point.coverage, point.precision);
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#c40\"/><text x=\"{:.1}\" y=\"{:.1}\">threshold {:.2}</text>",
            (x + 8.0).min(WIDTH - 2.0 * MARGIN),
            y - 8.0,
            point.threshold
        );
    }
    out.push_str("</svg>\n");
    out
}

/// Where two shares stand in the picture.
fn at(x: f64, y: f64) -> (f64, f64) {
    (MARGIN + x * (WIDTH - 2.0 * MARGIN), HEIGHT - MARGIN - y * (HEIGHT - 2.0 * MARGIN))
}

#[cfg(test)]
mod tests {
    use super::svg;
    use crate::tune::Point;

    #[test]
    fn points_stand_where_their_shares_are() {
        let point = |coverage, precision| Point {
            threshold: 0.5,
            answered: 1,
            coverage,
            right: 0.0,
            precision,
            between: [0.0, 1.0],
        };
        let picture = svg(&[point(0.0, 1.0), point(1.0, 0.5)], Some(&point(1.0, 0.5)));
        assert!(picture.contains("points=\"50.0,50.0 430.0,180.0\"") && picture.contains("threshold 0.50"));
        assert!(picture.ends_with("</svg>\n"));
    }
}
