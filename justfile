# Each recipe is one script or command, so that nobody must install just.

check:
    scripts/check

bench:
    cargo build --release && scripts/bench-ask
