//! A model folder as sentence-transformers saves it, with a tiny network of random weights.

use std::collections::HashMap;
use std::fs;

use candle_core::{Device, Tensor};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const WIDTH: usize = 32;
const INNER: usize = 48;
pub const HEADS: usize = 4;
pub const LAYERS: usize = 2;
pub const POSITIONS: usize = 12;
pub const EPS: f64 = 1e-12;

const PIECES: [&str; 20] = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "how", "do", "i", "return", "a", "kettle", "##s", "##ing", "shop", "open",
    "when", "is", "the", "?", "ret", "##urn",
];

/// Names and shapes of the weights, in BERT's own words.
fn shapes(skipped: usize) -> Vec<(String, Vec<usize>)> {
    let mut all = Vec::new();
    let linear = |name: &str, rows: usize, inputs: usize| {
        [(format!("{name}.weight"), vec![rows, inputs]), (format!("{name}.bias"), vec![rows])]
    };
    for layer in (0..LAYERS).map(|i| format!("encoder.layer.{i}")) {
        for part in ["self.query", "self.key", "self.value", "output.dense"] {
            all.extend(linear(&format!("{layer}.attention.{part}"), WIDTH, WIDTH));
        }
        all.extend(linear(&format!("{layer}.intermediate.dense"), INNER, WIDTH));
        all.extend(linear(&format!("{layer}.output.dense"), WIDTH, INNER));
        for norm in ["attention.output", "output"] {
            all.extend(["weight", "bias"].map(|part| (format!("{layer}.{norm}.LayerNorm.{part}"), vec![WIDTH])));
        }
    }
    let tables = [("word", PIECES.len()), ("position", POSITIONS + skipped), ("token_type", 2)];
    all.extend(tables.map(|(name, rows)| (format!("embeddings.{name}_embeddings.weight"), vec![rows, WIDTH])));
    all.extend(["weight", "bias"].map(|part| (format!("embeddings.LayerNorm.{part}"), vec![WIDTH])));
    all
}

/// Shape and values of each weight, which depend on its name alone, after `skipped` positions that none may use.
pub fn weights(skipped: usize) -> HashMap<String, (Vec<usize>, Vec<f32>)> {
    let random = |name: &str, len: usize| -> Vec<f32> {
        let mut bytes = vec![0; 4 * len];
        blake3::Hasher::new().update(name.as_bytes()).finalize_xof().fill(&mut bytes);
        bytes.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b) as f32 / u32::MAX as f32 - 0.5).collect()
    };
    let made = shapes(skipped).into_iter().map(|(name, shape)| {
        let mut values = random(&name, shape.iter().product());
        if name.contains("position") {
            values = [vec![9.0; skipped * WIDTH], random(&name, POSITIONS * WIDTH)].concat();
        }
        if name.ends_with("LayerNorm.weight") {
            values.iter_mut().for_each(|x| *x += 1.0);
        }
        (name, (shape, values))
    });
    made.collect()
}

fn config() -> Value {
    json!({
        "model_type": "bert", "vocab_size": PIECES.len(), "hidden_size": WIDTH, "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS, "intermediate_size": INNER, "max_position_embeddings": POSITIONS,
        "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": EPS, "pad_token_id": 0,
    })
}

fn tokenizer() -> Value {
    let vocabulary: serde_json::Map<String, Value> = (0..).zip(PIECES).map(|(i, p)| (p.to_owned(), json!(i))).collect();
    let special = |name: &str, id: usize| json!({"id": name, "ids": [id], "tokens": [name]});
    json!({
        "version": "1.0",
        // As models are saved: to be overruled.
        "truncation": {"max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {"strategy": {"Fixed": 8}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
            "pad_type_id": 0, "pad_token": "[PAD]"},
        "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"[CLS]": special("[CLS]", 2), "[SEP]": special("[SEP]", 3)}},
        "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary},
    })
}

/// A model folder whose weights' names begin with `prefix`.
pub fn folder(prefix: &str, skipped: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(&dir, "config.json", &config());
    write(&dir, "tokenizer.json", &tokenizer());
    write(&dir, "sentence_bert_config.json", &json!({"max_seq_length": 256, "do_lower_case": false}));
    write(
        &dir,
        "modules.json",
        &json!([
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ]),
    );
    write(&dir, "1_Pooling/config.json", &json!({"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}));
    let tensors: HashMap<String, Tensor> = weights(skipped)
        .into_iter()
        .map(|(name, (shape, values))| {
            (format!("{prefix}{name}"), Tensor::from_vec(values, shape, &Device::Cpu).unwrap())
        })
        .collect();
    candle_core::safetensors::save(&tensors, dir.path().join("model.safetensors")).unwrap();
    dir
}

pub fn write(dir: &TempDir, name: &str, value: &Value) {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, value.to_string()).unwrap();
}

/// The same file with some fields changed.
pub fn change(dir: &TempDir, name: &str, fields: &Value) {
    let old = fs::read_to_string(dir.path().join(name)).unwrap();
    let mut value: Value = serde_json::from_str(&old).unwrap();
    value.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    write(dir, name, &value);
}
