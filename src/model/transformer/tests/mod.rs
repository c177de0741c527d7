mod by_hand;
mod tiny;

use std::fs;
use std::path::Path;

use candle_core::{Device, Tensor};
use serde_json::json;
use tempfile::TempDir;

use super::Transformer;
use crate::error::Error;
use crate::model::Encoder;
use crate::text::Language;
use by_hand::by_hand;
use tiny::{POSITIONS, WIDTH, change, folder, write};

const ASKED: &str = "How do I return kettles?";
/// [`ASKED`] with [CLS] and [SEP].
const CUT: [usize; 9] = [2, 4, 5, 6, 7, 9, 10, 17, 3];

fn open(dir: &TempDir) -> Transformer {
    Transformer::open(dir.path()).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn equals_a_forward_pass_written_by_hand() {
    let tokens = by_hand(&CUT);
    let mean: Vec<f32> = (0..WIDTH).map(|d| tokens.iter().map(|t| t[d] as f32).sum::<f32>()).collect();
    let first: Vec<f32> = tokens[0].iter().map(|x| *x as f32).collect();
    assert!(cosine(&mean, &first) < 0.999, "too near to tell the poolings apart: {}", cosine(&mean, &first));
    let dir = folder("", 0);
    let got = open(&dir).vector(ASKED);
    assert!(cosine(&got, &mean) > 0.999_999, "{}", cosine(&got, &mean));
    for pooling in
        [json!({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}), json!({"pooling_mode": "cls"})]
    {
        write(&dir, "1_Pooling/config.json", &pooling);
        let got = open(&dir).vector(ASKED);
        assert!(cosine(&got, &first) > 0.999_999, "{}", cosine(&got, &first));
    }
}

#[test]
fn words_are_embedded_where_they_stand() {
    let (text, tokens) = (format!("  {ASKED} "), by_hand(&CUT));
    let embedding = open(&folder("", 0)).embed(&text);
    assert_eq!(embedding.vector, open(&folder("", 0)).vector(&text));
    let words: Vec<&str> = embedding.words.iter().map(|(bytes, _)| &text[bytes.clone()]).collect();
    assert_eq!(words, ["How", "do", "I", "return", "kettles"]);
    let first: Vec<f32> = tokens[1].iter().map(|x| *x as f32).collect();
    assert!(cosine(&embedding.words[0].1, &first) > 0.999_999);
}

#[test]
fn vectors_have_length_one_and_depend_on_the_text_alone() {
    let dir = folder("", 0);
    let (one, other) = (open(&dir), open(&dir));
    assert_eq!((one.width(), one.id()), (WIDTH, other.id()));
    for text in [ASKED, "", "?", "zebra", "When is the shop open?"] {
        let vector = one.vector(text);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert!(vector.len() == WIDTH && (length - 1.0).abs() < 1e-6, "{text}: {length}");
        assert_eq!(vector, one.vector(text));
        assert_eq!(vector, other.vector(&format!(" {text}\n")));
    }
    assert_ne!(one.vector(ASKED), one.vector("When is the shop open?"));
    assert!(one.understands(Some(Language::ENGLISH)) && !one.understands(Language::from_code("de")));
    assert!(!one.understands(None));
}

#[test]
fn many_threads_get_the_same_vectors() {
    use rayon::prelude::*;
    let dir = folder("", 0);
    let model = open(&dir);
    let want = model.vector(ASKED);
    assert!((0..200).into_par_iter().all(|_| model.vector(ASKED) == want));
}

#[test]
fn tokens_may_be_taken_in_parts() {
    let dir = folder("", 0);
    let mut model = open(&dir);
    let whole = model.vector(ASKED);
    for part in [1, 2, 8, 9] {
        std::sync::Arc::get_mut(&mut model.model).unwrap().network.part = part;
        assert!(cosine(&whole, &model.vector(ASKED)) > 0.999_999, "{part}");
    }
}

#[test]
fn long_texts_are_cut_at_the_limit() {
    let dir = folder("", 0);
    let model = open(&dir);
    // The table of positions ends at 12, of which two go to [CLS] and [SEP].
    assert_eq!(model.vector(&"kettle ".repeat(10)), model.vector(&"kettle ".repeat(5000)));
    assert_ne!(model.vector(&"kettle ".repeat(10)), model.vector(&"kettle ".repeat(9)));
    change(&dir, "sentence_bert_config.json", &json!({"max_seq_length": 6}));
    let shorter = open(&dir);
    assert_eq!(shorter.vector("a kettle is open"), shorter.vector("a kettle is open when the shop is"));
    assert_ne!(shorter.id(), model.id(), "another limit, other vectors");
}

#[test]
fn weights_may_be_named_as_part_of_a_larger_model() {
    let want = open(&folder("", 0)).vector(ASKED);
    assert_eq!(open(&folder("bert.", 0)).vector(ASKED), want);
    // RoBERTa's kind leaves the positions up to the filling piece's number unused.
    let roberta = folder("roberta.", 2);
    change(
        &roberta,
        "config.json",
        &json!({"model_type": "xlm-roberta", "max_position_embeddings": POSITIONS + 2, "pad_token_id": 1}),
    );
    let model = open(&roberta);
    assert_eq!(model.vector(ASKED), want);
    assert_eq!(model.vector(&"kettle ".repeat(10)), model.vector(&"kettle ".repeat(11)));
}

/// Opens what `spoil` has made of a good folder: the error names `file` and is one line.
fn refused(file: &str, spoil: impl FnOnce(&TempDir)) -> Error {
    let dir = folder("", 0);
    spoil(&dir);
    let error = Transformer::open(dir.path()).err().unwrap_or_else(|| panic!("{file} was not refused"));
    assert_eq!(error.path(), Some(dir.path().join(file).as_path()), "{error}");
    assert!(error.is_input() && !error.to_string().contains('\n'), "{error}");
    error
}

#[test]
fn faults_name_the_file() {
    for name in ["config.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"] {
        refused(name, |dir| fs::remove_file(dir.path().join(name)).unwrap());
    }
    for name in ["config.json", "tokenizer.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"]
    {
        for content in ["", "{", "7", "\"text\"", "\u{0}"] {
            refused(name, |dir| fs::write(dir.path().join(name), content).unwrap());
        }
    }
    refused("model.safetensors", |dir| {
        fs::remove_file(dir.path().join("model.safetensors")).unwrap();
        fs::create_dir(dir.path().join("model.safetensors")).unwrap();
    });
}

#[test]
fn weights_cut_off_or_of_another_model() {
    let whole = fs::read(folder("", 0).path().join("model.safetensors")).unwrap();
    for length in [0, 4, 8, 100, whole.len() / 2, whole.len() - 1] {
        refused("model.safetensors", |dir| fs::write(dir.path().join("model.safetensors"), &whole[..length]).unwrap());
    }
    let junk = [&u64::MAX.to_le_bytes()[..], b"{}"].concat();
    refused("model.safetensors", |dir| fs::write(dir.path().join("model.safetensors"), junk).unwrap());
    for fields in [
        json!({"hidden_size": 64}),
        json!({"num_hidden_layers": u64::MAX}),
        json!({"intermediate_size": 47}),
        json!({"vocab_size": 21}),
        json!({"max_position_embeddings": u64::MAX}),
    ] {
        refused("model.safetensors", |dir| change(dir, "config.json", &fields));
    }
}

#[test]
fn models_that_cannot_be_run() {
    let config = [
        (json!({"model_type": "distilbert"}), "distilbert"),
        (json!({"model_type": null}), "not a BERT model"),
        (json!({"num_attention_heads": 5}), "num_attention_heads"),
        (json!({"num_attention_heads": 0}), "num_attention_heads"),
        (json!({"hidden_size": 0}), "width"),
        (json!({"hidden_act": "swish"}), "swish"),
        (json!({"position_embedding_type": "relative_key"}), "absolute"),
        (json!({"hidden_size": -1}), "-1"),
    ];
    for (fields, says) in config {
        let error = refused("config.json", |dir| change(dir, "config.json", &fields)).to_string();
        assert!(error.contains(says), "{error}");
    }
    refused("tokenizer.json", |dir| change(dir, "config.json", &json!({"vocab_size": 19})));
    for limit in [0, 1, 2] {
        refused("tokenizer.json", |dir| change(dir, "sentence_bert_config.json", &json!({"max_seq_length": limit})));
    }
    refused("modules.json", |dir| {
        write(dir, "modules.json", &json!([{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]));
    });
    for modes in [json!({}), json!({"pooling_mode_max_tokens": true}), json!({"pooling_mode": "lasttoken"})] {
        refused("1_Pooling/config.json", |dir| write(dir, "1_Pooling/config.json", &modes));
    }
}

#[test]
fn a_path_that_is_no_folder() {
    let dir = folder("", 0);
    for name in ["none", "config.json"] {
        let path = dir.path().join(name);
        let error = Transformer::open(Path::new(&path)).err().unwrap();
        assert!(error.path() == Some(&path) && error.is_input() && !error.to_string().contains('\n'), "{error}");
    }
}

#[test]
fn weights_that_are_no_numbers_give_zeros() {
    let dir = folder("", 0);
    let path = dir.path().join("model.safetensors");
    let mut tensors = candle_core::safetensors::load(&path, &Device::Cpu).unwrap();
    let name = "encoder.layer.1.output.LayerNorm.bias".to_owned();
    tensors.insert(name, Tensor::new(vec![f32::NAN; WIDTH], &Device::Cpu).unwrap());
    candle_core::safetensors::save(&tensors, &path).unwrap();
    assert_eq!(open(&dir).vector(ASKED), vec![0.0; WIDTH]);
}
