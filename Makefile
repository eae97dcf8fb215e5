# `make` or `make help` lists the targets. The two that matter first: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BUF := node_modules/.bin/buf

.PHONY: help run test check setup fmt lint deny proto proto-check proto-release deploy-check contract-check fuzz bench bench-signature bench-linkage clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## Start everything on private servers with the sample loaded. Ctrl-C stops it. CHISO_HOME names the data directory.
	@cargo build --release --quiet --package chiso-standalone
	@CHISO_CATALOGUE_DIR="$${CHISO_CATALOGUE_DIR:-$(CURDIR)/catalogue}" exec target/release/chiso run

test: setup tools-nextest ## Run all tests on private servers.
	cargo build --workspace --bins
	cargo nextest run --workspace

check: fmt lint deny proto-check deploy-check test contract-check ## Everything that CI checks.

setup: ## Install the Debian packages of PostgreSQL and nats-server, if they are missing.
	@deploy/setup/install-servers

fmt: ## Check the formatting.
	cargo fmt --all --check

lint: ## Clippy with warnings denied.
	cargo clippy --workspace --all-targets -- -D warnings

deny: tools-deny ## Licences, bans and sources of the dependencies.
	cargo deny check bans licenses sources

proto: ## Generate crates/proto from proto/.
	cargo xtask proto

proto-check: $(BUF) ## Lint the contracts and refuse changes that break what was released.
	$(BUF) lint
	$(BUF) breaking --against proto/released.binpb

proto-release: $(BUF) ## Make the present contracts the ones that must not be broken.
	$(BUF) build --as-file-descriptor-set -o proto/released.binpb

deploy-check: setup ## Check deploy/ as far as it can be without a container engine.
	deploy/check

# CONTRACT_SECONDS: how long each service is tried.
contract-check: setup ## Check the running product against its OpenAPI documents with Schemathesis. Needs python3 with venv.
	@cargo build --quiet --bin chiso
	tests/contract/run

# Files up to 200 kB: 10 s and 1 GB are far beyond what they may take. What breaks a limit is kept in artifacts/.
FUZZ_SECONDS ?= 600
FUZZ := crates/signature/fuzz
FUZZ_LIMITS := -max_total_time=$(FUZZ_SECONDS) -max_len=200000 -timeout=10 -report_slow_units=2 -rss_limit_mb=1024
SEEDS_pdf := files
SEEDS_cms := files revocation trust ../tests/fixtures/cms ../tests/fixtures/x509
SEEDS_verify := files
fuzz: tools-fuzz ## Feed the signature verifier with damaged files, FUZZ_SECONDS (600) for each of the three targets.
	@$(foreach target,pdf cms verify,mkdir -p $(FUZZ)/corpus/$(target) && \
		cargo fuzz run --fuzz-dir $(FUZZ) --sanitizer none $(target) $(FUZZ)/corpus/$(target) \
		$(SEEDS_$(target):%=crates/signature/corpus/%) -- $(FUZZ_LIMITS) $(if $(filter cms,$(target)),,-dict=$(FUZZ)/pdf.dict) &&) true

bench: setup ## Measure against the baselines, side by side; prints tables.
	cargo build --release --quiet --bins --package chiso-standalone --package chiso-dossiers --package chiso-aggregator --package chiso-tests
	target/release/chiso-bench

bench-signature: ## Measure chiso-verify against pyHanko on the same files. Needs python3 with venv; installs pyHanko under target/.
	cargo build --release --quiet --package chiso-verify
	@test -x target/pyhanko/bin/python || python3 -m venv target/pyhanko
	@target/pyhanko/bin/pip install --quiet --disable-pip-version-check -r crates/signature/corpus/make/requirements.txt
	target/pyhanko/bin/python crates/signature/bench/verify.py target/release/chiso-verify

# SIZE=large: 1.3 million people. CURVE=10000000: the curve up to ten million. SPLINK=0: without Splink. SEED: another population.
bench-linkage: ## Measure chiso-cleanse against Splink on the same files. Needs python3 with venv; installs Splink under target/.
	cargo build --release --quiet --package chiso-population --package chiso-cleanse
	@test -x target/splink/bin/python || python3 -m venv target/splink
	@target/splink/bin/pip install --quiet --disable-pip-version-check -r crates/population/bench/requirements.txt
	target/splink/bin/python crates/population/bench/link.py target/release/chiso-cleanse target/release/chiso-population target/bench-linkage

clean: ## Remove what was built.
	cargo clean
	rm -rf node_modules

$(BUF): package.json
	npm install --silent --no-audit --no-fund --no-package-lock
	@touch $@

.PHONY: tools-nextest tools-deny tools-fuzz
tools-nextest:
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest

tools-deny:
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny

tools-fuzz:
	@command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
