# What a developer runs. Needs Python 3.11 or newer, make and git; everything else is installed into .venv, with the
# versions of constraints.txt, from wherever your own pip configuration says. PYTHON=… picks the interpreter.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
MADE := $(VENV)/.made
NODE := tests/node/node_modules/.made
EXTENSION := editors/vscode
BROWSER := tests/map/node_modules/.made
MAP := tools/map/node_modules/.made
PEERS := $(VENV)/peers
PRETTIER := tests/bench/node_modules/.made
LINTERS := agnix rumdl skilllint skillsaw
BENCH_ARGS ?=
FUZZ_ARGS ?=
PYTEST_ARGS ?=
JOBS ?= 2
RULE ?=
NAME ?=
SEED ?= 1
N ?= 100

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-node test-doors vsix test-vscode test-nvim test-emacs test-vim map-script test-map lint types floors format docs new-rule bench hook-time fuzz accuracy constraints clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

# A stamp is written when its step is complete, so a step that was cut short is done again. Each stamp lies in .venv and goes
# with it. An interpreter that is gone counts as never made.
$(PY): ;

$(MADE)-venv: $(PY) constraints.txt
	@python=$$(tools/find-python.sh) && echo "$$python -m venv $(VENV)" && "$$python" -m venv --clear $(VENV)
	$(PIP) install --quiet -c constraints.txt $$($(PY) tools/requirements.py build)
	@touch $@

$(MADE)-run: $(MADE)-venv pyproject.toml
	$(PIP) install --quiet -c constraints.txt --no-build-isolation --editable .
	$(PY) -m compileall -q agentlint rules
	@touch $@

$(MADE)-test: $(MADE)-run
	$(PIP) install --quiet -c constraints.txt $$($(PY) tools/requirements.py test)
	@touch $@

$(MADE)-lint: $(MADE)-test
	$(PIP) install --quiet -c constraints.txt $$($(PY) tools/requirements.py lint)
	@touch $@

$(MADE)-doors: $(MADE)-test
	$(PIP) install --quiet -c constraints.txt $$($(PY) tools/requirements.py doors)
	@touch $@

$(NODE): tests/node/package-lock.json
	cd tests/node && npm ci --no-audit --no-fund
	@touch $@

$(EXTENSION)/node_modules/.made: $(EXTENSION)/package-lock.json
	cd $(EXTENSION) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(BROWSER): tests/map/package-lock.json
	cd tests/map && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(MAP): tools/map/package-lock.json
	cd tools/map && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Formatters of others, each in an environment of its own. Without npm prettier is left out.
$(MADE)-peers: $(MADE)-venv tests/bench/requirements.txt
	$(PY) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -r tests/bench/requirements.txt
	@touch $@

# Linters of others, too.
$(LINTERS:%=$(VENV)/linters/.made-%): $(VENV)/linters/.made-%: $(MADE)-venv tests/bench/%.txt
	$(PY) -m venv --clear $(VENV)/linters/$*
	$(VENV)/linters/$*/bin/python -m pip --disable-pip-version-check install --quiet -r tests/bench/$*.txt
	@touch $@

$(PRETTIER): tests/bench/package-lock.json
	@if command -v npm >/dev/null; then cd tests/bench && npm ci --no-audit --no-fund; else mkdir -p $(dir $@); fi
	@touch $@

demo: $(MADE)-run ## set up, then lint examples/ (its findings are planted)
	@echo '$$ agentlint check examples --fail-on never'
	@$(PY) -m agentlint check examples --fail-on never
	@echo
	@echo 'These findings are planted (see examples/README.md), so the run does not fail: --fail-on never.'

test: $(MADE)-test ## set up, then run the tests that need nothing but Python
	$(PY) -m pytest -n $(JOBS) -m "not node and not doors and not browser and not editors" $(PYTEST_ARGS)

test-node: $(MADE)-test $(NODE) ## compare our readings and our SARIF with programs of others (needs Node and npm)
	$(PY) -m pytest -m node tests/node $(PYTEST_ARGS)

vsix: $(EXTENSION)/node_modules/.made ## check, test and package the extension for VS Code (needs Node 20 and npm)
	cd $(EXTENSION) && npm run --silent check && npm run --silent test && npm run --silent package

# code-server's folder is told by AGENTLINT_CODE_SERVER; where the test data is, the script beside it installs one.
test-vscode: $(MADE)-test ## the extension in a real VS Code; says what it needs and passes over where that is not there
	@if ! command -v npm >/dev/null; then echo 'test-vscode: skipped, needs Node and npm'; exit 0; fi; \
	$(MAKE) --no-print-directory vsix || exit; \
	installer=../shared/tools/install-vscode.sh; folder="$${AGENTLINT_CODE_SERVER:-}"; \
	if [ -z "$$folder" ] && [ -f $$installer ]; then folder="$(CURDIR)/$(VENV)/code-server"; bash $$installer "$$folder"; fi; \
	cd $(EXTENSION) && AGENTLINT_CODE_SERVER="$$folder" AGENTLINT="$(CURDIR)/$(VENV)/bin/agentlint" npm run --silent e2e

map-script: $(MAP) ## build the script of the page of `agentlint map` (needs Node and npm)
	cd tools/map && npm run --silent build

test-nvim: $(MADE)-test ## the language server and the formatter in Neovim, headless; passes over where there is none
	$(PY) -m pytest -rPs -m editors tests/editors/test_neovim.py $(PYTEST_ARGS)

test-emacs: $(MADE)-test ## the same in Emacs with eglot and markdown-mode
	$(PY) -m pytest -rPs -m editors tests/editors/test_emacs.py $(PYTEST_ARGS)

test-vim: $(MADE)-test ## the same in Vim with ALE
	$(PY) -m pytest -rPs -m editors tests/editors/test_vim.py $(PYTEST_ARGS)

# The browser is told by AGENTLINT_BROWSER, or found on the PATH; where there is none the tests say so and pass over.
test-map: $(MADE)-test ## the page of `agentlint map` in Chromium; passes over what is not there
	@if ! command -v npm >/dev/null; then echo 'test-map: skipped, needs Node and npm'; exit 0; fi; \
	$(MAKE) --no-print-directory $(BROWSER) $(MAP) && $(PY) -m pytest -m browser tests/map $(PYTEST_ARGS)

test-doors: $(MADE)-doors ## install as users do: pre-commit, prek, the GitHub Action, wheel (needs pip's index)
	$(PY) -m pytest -n $(JOBS) --dist loadfile -m doors tests $(PYTEST_ARGS)

lint: $(MADE)-lint ## ruff: lint and format check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(MADE)-lint ## mypy, strict
	$(PY) -m mypy
	$(PY) -m mypy tools action

floors: $(MADE)-lint ## the layers of design and AGENTS.md hold
	$(VENV)/bin/lint-imports

format: $(MADE)-lint ## ruff: sort imports, format
	$(PY) -m ruff check --select I --fix .
	$(PY) -m ruff format .

docs: $(MADE)-run ## write all that is generated again: references, tables, schemas, options of rules
	$(PY) -m tools.docs

new-rule: $(MADE)-run ## start a rule that fails its own case until it is written: NAME=a-rule
	@test -n "$(NAME)" || { echo 'say what it is called: make new-rule NAME=a-rule' >&2; exit 2; }
	@$(PY) -m agentlint.testing.scaffold "$(NAME)" rules/agentlint_rules
	@$(PY) -m agentlint.lint.index

bench: $(MADE)-test $(MADE)-peers $(PRETTIER) $(LINTERS:%=$(VENV)/linters/.made-%) ## linters side by side (BENCH_ARGS=--quick for few), the language server, then stages and formatters (these need the corpus)
	$(PY) -m tools.linters $(BENCH_ARGS)
	$(PY) -m tools.bench_server
	$(PY) -m tools.bench
	$(PY) -m tools.peers --mdformat $(PEERS)/bin/python --prettier tests/bench

hook-time: $(MADE)-doors ## what our hook adds to a commit: pre-commit with it and with a hook that does nothing
	$(PY) -m tools.hook_time

fuzz: $(MADE)-run ## damage files at random and format them: FUZZ_ARGS="--seconds 600 --seed 7"
	$(PY) -m tools.fuzz $(FUZZ_ARGS)

accuracy: $(MADE)-run ## draw findings of a rule to read: RULE=unknown-tool SEED=1 N=100
	@test -n "$(RULE)" || { echo 'say which rule: make accuracy RULE=unknown-tool SEED=1 [N=100]' >&2; exit 2; }
	@$(PY) -m tools.draw $(RULE) --seed $(SEED) --number $(N)

constraints: ## resolve all dependencies anew and write constraints.txt
	rm -rf $(VENV)-resolve
	"$$(tools/find-python.sh)" -m venv $(VENV)-resolve
	$(VENV)-resolve/bin/python -m pip install --quiet --upgrade $$($(VENV)-resolve/bin/python tools/requirements.py build runtime dev)
	$(VENV)-resolve/bin/python tools/constraints.py constraints.txt
	rm -rf $(VENV)-resolve

clean: ## remove everything that was built or installed here
	rm -rf $(VENV) $(VENV)-resolve tests/node/node_modules tests/bench/node_modules tests/map/node_modules tools/map/node_modules dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .agentlint_cache $(addprefix $(EXTENSION)/,node_modules out schemas LICENSE agentlint.vsix)
	find agentlint rules tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
