# git-task: build, test, install.  `make help` lists the targets.

VERSION := $(shell sh contrib/version.sh)

BUILD ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
# not LIBEXECDIR: the program looks in ../libexec/git-task from where it is itself
HOOKDIR = $(BINDIR)/../libexec/git-task
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
DOCDIR ?= $(DATADIR)/doc/git-task
DESTDIR ?=
CC ?= cc
INSTALL ?= install

# ---- packages (Debian and Ubuntu names), for `make deps` ----

PKGS_BUILD = gcc libc6-dev make pkg-config git \
	libgit2-dev libcjson-dev libcmark-dev libyaml-dev libexpat1-dev zlib1g-dev \
	libmicrohttpd-dev libcurl4-openssl-dev libsqlite3-dev
PKGS_TEST = libcmocka-dev bubblewrap perl jq curl npm openssl python3 python3-venv python3-jsonschema python3-yaml man-db zsh fish universal-ctags shellcheck sqlite3
PKGS_LINT = clang clang-tidy cppcheck
PKGS_EXTRA = valgrind gcovr clang-format hyperfine fossil taskwarrior
# what check-clients needs besides what npm brings
PKGS_CLIENTS = npm chromium fonts-dejavu-core prometheus vim emacs-nox tmux \
	prometheus-node-exporter python3-prometheus-client

# ---- what is printed ----

# A line a file; `make V=1` prints the commands themselves, `make -s` nothing.
ifneq ($(V),1)
ifeq ($(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),)
say = @printf '  %-5s %s\n' '$(1)' '$@';
else
say = @
endif
endif

# ---- flags ----

PKGS = libgit2 libcjson libcmark yaml-0.1 expat zlib libmicrohttpd
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wpointer-arith -Wwrite-strings \
	-Wundef -Wvla -Wcast-qual
# CI and those who change the program: WERROR=1.  A user's build never stops at
# a warning that a newer compiler or library brought.
ifeq ($(WERROR),1)
WARN += -Werror
endif
OPT ?= -O2 -g

ifdef SANITIZE
comma = ,
override BUILD := $(BUILD)/san-$(subst $(comma),-,$(SANITIZE))
OPT = -O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZE) \
	-fno-sanitize-recover=all
LINK_OPT = -fsanitize=$(SANITIZE)
endif
ifdef COVERAGE
override BUILD := $(BUILD)/coverage
OPT = -O0 -g --coverage
LINK_OPT = --coverage
endif

ifeq ($(filter clean help deps deps-build uninstall,$(MAKECMDGOALS)),)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# libgit2, expat and libmicrohttpd are opened at run time: src/store/maker/lazy.h,
# src/data/xml.c and src/serve/http/daemon.h say why.
PKG_LIBS := $(shell pkg-config --libs $(filter-out libgit2 expat libmicrohttpd, \
	$(PKGS)) 2>/dev/null)
LIBGIT2_DIR := $(shell pkg-config --variable=libdir libgit2 2>/dev/null)
endif
ALL_CFLAGS = -std=c11 $(OPT) $(WARN) -fstack-protector-strong -Isrc \
	$(PKG_CFLAGS) $(CFLAGS)
ifeq ($(shell uname -s),Linux)
# src/store/maker/tls.c says why this function must be the one that libgit2 finds
TLS = mbedtls_x509_crt_parse_file
ALL_LDFLAGS = -Wl,-O1 -Wl,--as-needed -Wl,--undefined=$(TLS) \
	-Wl,--export-dynamic-symbol=$(TLS) $(LINK_OPT) $(LDFLAGS)
else
ALL_LDFLAGS = $(LINK_OPT) $(LDFLAGS)
endif
ALL_LIBS = $(PKG_LIBS) -lm -ldl $(LIBS)

# ---- files ----

# layers, and rooms inside a layer
SRC = $(sort $(wildcard src/*/*.c src/*/*/*.c))
EMBED = $(sort $(wildcard hooks/* page/* templates/*))
GEN = $(BUILD)/gen/embed-data.c
# the program that Git starts as a hook has a main of its own
HOOK_OBJ = $(BUILD)/obj/cmd/hook-main.o
OBJ = $(filter-out $(HOOK_OBJ),$(SRC:src/%.c=$(BUILD)/obj/%.o)) $(GEN:%.c=%.o)
LIBOBJ = $(filter-out $(BUILD)/obj/cmd/main.o,$(OBJ))
LIB = $(BUILD)/libgittask.a
UNIT_SRC = $(sort $(wildcard tests/unit/*/test-*.c))
UNIT = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
HELPER_SRC = $(sort $(wildcard tests/helpers/*.c))
HELPER = $(HELPER_SRC:tests/helpers/%.c=$(BUILD)/helpers/%)
FUZZ_SRC = $(filter-out tests/fuzz/driver.c,$(sort $(wildcard tests/fuzz/*.c)))
FUZZ = $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)
MAN1 = $(sort $(wildcard docs/man/*.1))
MAN5 = $(sort $(wildcard docs/man/*.5))
# what README and the manual name besides formats/
DOCS = LICENSE $(sort $(wildcard docs/*.md))
ABS_BUILD = $(abspath $(BUILD))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY: $(UNIT:=.o)
.PHONY: all objs quickstart deps deps-all deps-build deps-ci install uninstall check \
	check-unit unit-programs check-sh check-fuzz check-clients check-scripts check-in helpers \
	valgrind bench-own bench-prd bench-serve \
	coverage fuzz attack lint man bench bench-hands prd-score format compile_commands.json dist deb clean help version FORCE

all: $(BUILD)/git-task $(BUILD)/tm $(BUILD)/git-task-hook

objs: $(OBJ) $(HOOK_OBJ)

# Objects are rebuilt when the flags or the compiler change.
FLAGS_NOW = $(CC) $(ALL_CFLAGS) | $(ALL_LDFLAGS) $(ALL_LIBS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || \
	printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' >$@

# One sentence for what is missing, instead of a compiler's error.
$(BUILD)/libs: contrib/check-libs.sh Makefile
	@mkdir -p $(@D)
	@sh contrib/check-libs.sh 'libgit2>=1.5=libgit2-dev' \
		'libcjson>=1.7=libcjson-dev' 'libcmark>=0.30=libcmark-dev' \
		'yaml-0.1>=0.2=libyaml-dev' 'expat>=2.5=libexpat1-dev' \
		'zlib>=1.2=zlib1g-dev' \
		'libmicrohttpd>=0.9.75=libmicrohttpd-dev'
	@touch $@

$(BUILD)/version-now: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@

$(BUILD)/obj/base/version.o: $(BUILD)/version-now
$(BUILD)/obj/base/version.o: OBJ_CFLAGS = -DGIT_TASK_VERSION='"$(VERSION)"'

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags | $(BUILD)/libs
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(OBJ_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/store/maker/lazy.o: OBJ_CFLAGS = -DLIBGIT2_DIR='"$(LIBGIT2_DIR)"'

# What `git task version --build-options` tells.
$(BUILD)/obj/cmd/run/cmd-version.o: OBJ_CFLAGS = -DBUILD_CFLAGS='"$(strip $(OPT))"' \
	-DBUILD_LIBS='"$(strip $(foreach p,$(PKGS),$(p) $(shell \
	pkg-config --modversion $(p) 2>/dev/null)))"'

# The files of hooks/, page/ and templates/ become a part of the program.
$(GEN): contrib/embed.sh $(EMBED)
	@mkdir -p $(@D)
	$(call say,EMBED)sh contrib/embed.sh $(EMBED) >$@.tmp && \
		mv $@.tmp $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/flags
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIBOBJ)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $(LIBOBJ)

$(BUILD)/git-task: $(OBJ)
	$(call say,LINK)$(CC) $(ALL_LDFLAGS) -o $@ $(OBJ) $(ALL_LIBS)

$(BUILD)/tm: $(BUILD)/git-task
	$(call say,LN)ln -sf git-task $@

# Without shared libraries where that can be had: it starts in two thirds of the
# time, and nothing that is missing keeps it from being loaded.  HOOK_SHARED=1:
# with them, for packagers whose rules ask for that.
$(BUILD)/git-task-hook: $(HOOK_OBJ) $(LIB)
ifeq ($(SANITIZE)$(COVERAGE)$(HOOK_SHARED),)
	$(call say,LINK)$(CC) -static $(LINK_OPT) $(LDFLAGS) -o $@ $(HOOK_OBJ) $(LIB) -lz \
		2>/dev/null || \
	$(CC) $(ALL_LDFLAGS) -o $@ $(HOOK_OBJ) $(LIB) $(ALL_LIBS)
else
	$(call say,LINK)$(CC) $(ALL_LDFLAGS) -o $@ $(HOOK_OBJ) $(LIB) $(ALL_LIBS)
endif

# ---- tests ----

# One unit program per module; U=strbuf builds and runs only that one.
$(BUILD)/unit/%.o: tests/unit/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: $(BUILD)/unit/%.o $(LIB)
	$(call say,LINK)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIB) $(ALL_LIBS) -lcmocka

# Small programs that shell tests call.
$(BUILD)/helpers/%: tests/helpers/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(LIB) $(ALL_LIBS)

helpers: $(HELPER)

UNIT_RUN = $(if $(U),$(filter %/test-$(U),$(UNIT)),$(if $(T),,$(UNIT)))
SH_ALL = $(filter-out $(SKIP:%=tests/%-%),$(sort $(wildcard tests/t[0-9]*.sh)))
SH_NAMED = $(sort $(foreach t,$(T),$(wildcard tests/$(t)*.sh)))
SH_RUN = $(if $(T),$(SH_NAMED),$(if $(U),,$(SH_ALL)))
FUZZ_RUN = $(if $(T)$(U),,$(FUZZ))

check: all helpers $(UNIT_RUN) $(FUZZ_RUN)
	@tests/run.sh $(ABS_BUILD) $(UNIT_RUN) -- $(SH_RUN) -- $(FUZZ_RUN)

# all of them, built but not run
unit-programs: $(UNIT)

check-unit: $(if $(U),$(filter %/test-$(U),$(UNIT)),$(UNIT))
	@tests/run.sh $(ABS_BUILD) $^ -- --

check-sh: all helpers
	@tests/run.sh $(ABS_BUILD) -- \
		$(if $(T),$(SH_NAMED),$(SH_ALL)) --

check-fuzz: $(FUZZ)
	@tests/run.sh $(ABS_BUILD) -- -- $(FUZZ)

# MCP clients and browsers, driven by what npm has, with exact versions, and a
# Prometheus from Debian; only these tests need them.  C=page runs one file.
CLIENTS_RUN = $(if $(C),tests/$(C).sh,tests/clients.sh tests/client-js.sh tests/page.sh tests/report.sh \
	tests/ci-hosts.sh tests/editors.sh tests/prometheus.sh)
check-clients: all tests/node_modules/.package-lock.json
	@for p in chromium prometheus vim emacs tmux; do \
		command -v $$p >/dev/null 2>&1 || exec sh contrib/deps.sh $(PKGS_CLIENTS); \
	done
	@tests/run.sh $(ABS_BUILD) -- $(CLIENTS_RUN) --

# Scripts in documents of somewhere else that call `tm`: SCRIPTS=<folder>.
check-scripts: all
	@test -n "$(SCRIPTS)" || { echo "SCRIPTS=<folder of documents>"; exit 1; }
	@SCRIPTS="$(abspath $(SCRIPTS))" tests/run.sh $(ABS_BUILD) -- \
		tests/doc-scripts.sh --

tests/node_modules/.package-lock.json: tests/package-lock.json
	@command -v npm >/dev/null 2>&1 || sh contrib/deps.sh npm
	cd tests && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	@touch $@

# Both commands of README in a fresh Debian (as root): DIST=trixie, WHO=root or
# sudo; RUN= other commands.
DIST ?= trixie
WHO ?= root
RUN ?= make quickstart && make check
check-in:
	@contrib/check-in.sh $(DIST) $(WHO) '$(RUN)'

valgrind: all helpers $(UNIT_RUN)
	@VALGRIND=1 tests/run.sh $(ABS_BUILD) $(UNIT_RUN) -- $(SH_RUN) --

coverage:
	$(MAKE) COVERAGE=1 check
	gcovr --root . --object-directory $(BUILD)/coverage --filter src/ \
		--html-details $(BUILD)/coverage/index.html --print-summary

# Each target runs for SECONDS with mutations of its corpus.
SECONDS ?= 60
$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/driver.c tests/fuzz/scratch.h $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< tests/fuzz/driver.c \
		$(LIB) $(ALL_LIBS)

ifdef SANITIZE
fuzz: $(FUZZ)
	@set -e; for f in $(if $(F),$(BUILD)/fuzz/$(F),$(FUZZ)); do \
		$$f --seconds $(SECONDS) tests/fuzz/corpus/$${f##*/}; done
else
fuzz:
	$(MAKE) SANITIZE=address,undefined fuzz
endif

# Kills, vandals, full disks, damage, hostile text and trees: 10 minutes at most
# (docs/security.md).  A names sections and options: A="damage --seconds 60".
attack: all
	@PATH=$(ABS_BUILD):$$PATH python3 tests/attack/attack.py $(A)

# Precision, recall and F1 over the labelled documents of tests/data/prd.
prd-score: all
	@python3 tests/prd-score.py $(ABS_BUILD)/git-task tests/data/prd 0.95

lint: all
	@tests/run.sh $(ABS_BUILD) -- tests/lint-checkers.sh --
	@BUILD=$(ABS_BUILD) CC='$(CC)' PKG_CFLAGS='$(PKG_CFLAGS)' WARN='$(WARN)' \
		tests/lint/lint.sh

# Many workers at one remote; WORKERS, TOTAL and PUSH_SECONDS set the size, CROWD
# that of the simulation in one process (actors x tasks).
CROWD = 10x100 100x1000 1000x10000
bench-hands: all $(BUILD)/unit/db/test-crowd
	@CROWD='$(CROWD)' $(ABS_BUILD)/unit/db/test-crowd
	@TOTAL=$${TOTAL:-256} BUILD=$(ABS_BUILD) python3 tests/bench/hands.py

# The server under load, against a static file from the same library.
$(BUILD)/bench/static: tests/bench/static.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(LIB) $(ALL_LIBS) -lmicrohttpd

bench-serve: all $(BUILD)/bench/static
	@BUILD=$(ABS_BUILD) python3 tests/bench/serve.py $(S)

bench: all
	@BUILD=$(ABS_BUILD) sh tests/bench/bench.sh
	@BUILD=$(ABS_BUILD) python3 tests/bench/hooks.py
	@BUILD=$(ABS_BUILD) python3 tests/bench/agent-day.py
	@BUILD=$(ABS_BUILD) python3 tests/bench/transcript.py

# What is our own against libraries: the figures of docs/HACKING.md.
$(BUILD)/bench/own: tests/bench/own.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(LIB) $(ALL_LIBS) -lgit2

bench-own: all $(BUILD)/bench/own
	@BUILD=$(ABS_BUILD) sh tests/bench/own.sh

# The PRD reader over documents made to be slow, each at three sizes.
bench-prd: all
	@python3 tests/bench/prd.py $(ABS_BUILD)/git-task

# Only the lines that differ from HEAD (SINCE=main: from there): tables that are
# set by hand and comments behind tabs stay as they are.
SINCE ?= HEAD
format:
	git clang-format --force --extensions c,h $(SINCE) -- src tests

# The generated parts of the manual pages.
man: all
	@BUILD=$(ABS_BUILD) sh docs/man/update.sh

compile_commands.json:
	@mkdir -p $(BUILD)
	@sh contrib/compile-commands.sh '$(CC) $(subst ','\'',$(ALL_CFLAGS))' \
		$(SRC) $(UNIT_SRC) >$(BUILD)/$@

# ---- installing ----

# Installs only what is missing; without apt-get it says what is needed.
deps:
	@sh contrib/deps.sh $(PKGS_BUILD) $(PKGS_TEST)
deps-build:
	@sh contrib/deps.sh $(PKGS_BUILD)
deps-all:
	@sh contrib/deps.sh $(PKGS_BUILD) $(PKGS_TEST) $(PKGS_LINT) \
		$(PKGS_EXTRA)
deps-ci:
	@sh contrib/deps.sh $(PKGS_BUILD) $(PKGS_TEST) $(PKGS_LINT)

quickstart: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(ABS_BUILD) sh contrib/quickstart.sh

install: all
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(MANDIR)/man1' \
		'$(DESTDIR)$(MANDIR)/man5' \
		'$(DESTDIR)$(DATADIR)/bash-completion/completions' \
		'$(DESTDIR)$(DATADIR)/zsh/site-functions' \
		'$(DESTDIR)$(DATADIR)/fish/vendor_completions.d' \
		'$(DESTDIR)$(DATADIR)/fish/vendor_conf.d' \
		'$(DESTDIR)$(DOCDIR)' \
		'$(DESTDIR)$(DATADIR)/git-task/hooks' \
		'$(DESTDIR)$(DATADIR)/git-task/templates' \
		'$(DESTDIR)$(DATADIR)/git-task/formats'
	$(INSTALL) -m 755 $(BUILD)/git-task '$(DESTDIR)$(BINDIR)/git-task'
	$(INSTALL) -d '$(DESTDIR)$(HOOKDIR)'
	$(INSTALL) -m 755 $(BUILD)/git-task-hook \
		'$(DESTDIR)$(HOOKDIR)/git-task-hook'
	ln -sf git-task '$(DESTDIR)$(BINDIR)/tm'
	$(INSTALL) -m 644 $(MAN1) '$(DESTDIR)$(MANDIR)/man1'
	ln -sf git-task.1 '$(DESTDIR)$(MANDIR)/man1/tm.1'
	$(INSTALL) -m 644 $(MAN5) '$(DESTDIR)$(MANDIR)/man5'
	for s in bash zsh fish; do \
		$(BUILD)/git-task completion $$s >$(BUILD)/completion.$$s || \
		exit 1; done
	$(INSTALL) -m 644 $(BUILD)/completion.bash \
		'$(DESTDIR)$(DATADIR)/bash-completion/completions/git-task'
	ln -sf git-task '$(DESTDIR)$(DATADIR)/bash-completion/completions/tm'
	$(INSTALL) -m 644 $(BUILD)/completion.zsh \
		'$(DESTDIR)$(DATADIR)/zsh/site-functions/_git-task'
	$(INSTALL) -m 644 $(BUILD)/completion.fish \
		'$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/git-task.fish'
	ln -sf git-task.fish \
		'$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/tm.fish'
	sed -n "/^# for 'git task'/,\$$p" $(BUILD)/completion.fish \
		>$(BUILD)/completion-git.fish
	$(INSTALL) -m 644 $(BUILD)/completion-git.fish \
		'$(DESTDIR)$(DATADIR)/fish/vendor_conf.d/git-task.fish'
	$(INSTALL) -m 644 $(DOCS) '$(DESTDIR)$(DOCDIR)'
	# its links lead to where the files are now
	sed 's,](docs/,](,g; s,](contrib/,](,g; s,](formats,](../../git-task/formats,g' \
		README.md >$(BUILD)/README.md
	$(INSTALL) -m 644 $(BUILD)/README.md '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 755 contrib/worker-loop.sh '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 755 hooks/* '$(DESTDIR)$(DATADIR)/git-task/hooks'
	for d in templates formats; do \
		for f in $$d/*; do [ ! -f "$$f" ] || $(INSTALL) -m 644 "$$f" \
		'$(DESTDIR)$(DATADIR)'/git-task/$$d/ || exit 1; done; done

uninstall:
	rm -rf '$(DESTDIR)$(HOOKDIR)'
	-rmdir '$(DESTDIR)$(BINDIR)/../libexec' 2>/dev/null
	rm -f '$(DESTDIR)$(BINDIR)/git-task' '$(DESTDIR)$(BINDIR)/tm'
	for f in $(notdir $(MAN1)) tm.1; do \
		rm -f '$(DESTDIR)$(MANDIR)'/man1/$$f; done
	for f in $(notdir $(MAN5)); do \
		rm -f '$(DESTDIR)$(MANDIR)'/man5/$$f; done
	rm -f '$(DESTDIR)$(DATADIR)/bash-completion/completions/git-task' \
		'$(DESTDIR)$(DATADIR)/bash-completion/completions/tm' \
		'$(DESTDIR)$(DATADIR)/zsh/site-functions/_git-task' \
		'$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/git-task.fish' \
		'$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/tm.fish' \
		'$(DESTDIR)$(DATADIR)/fish/vendor_conf.d/git-task.fish'
	rm -rf '$(DESTDIR)$(DATADIR)/git-task' '$(DESTDIR)$(DOCDIR)'
	# folders that nobody else uses
	for d in bash-completion/completions zsh/site-functions \
		fish/vendor_completions.d fish/vendor_conf.d man/man1 man/man5 doc; do \
		d='$(DESTDIR)$(DATADIR)'/$$d; \
		while [ "$$d" != '$(DESTDIR)$(DATADIR)' ] && \
			rmdir "$$d" 2>/dev/null; do d=$$(dirname "$$d"); done; done

# A source archive, and packages made from it.
dist:
	@sh contrib/dist.sh $(BUILD)/dist

deb:
	@sh contrib/deb.sh $(BUILD)/deb

clean:
	rm -rf $(BUILD)

version:
	@echo $(VERSION)

help:
	@sed -n 's/^#: //p' Makefile

#: all                    build/git-task and build/tm (default)
#: quickstart             install what is missing, build, and show a tour in a
#:                        scratch repository
#: deps, deps-build, deps-ci, deps-all  install the packages for build and tests, with lint,
#:                        with everything (Debian)
#: install, uninstall     PREFIX=/usr/local DESTDIR=
#: check                  all tests; T="t2010 t30" or U=strbuf: these only,
#:                        SKIP="t5050 t5060": all but these
#: check-unit, check-sh   one kind of test
#: unit-programs          all unit tests, built but not run
#: check-fuzz             replay the fuzzers' corpora
#: check-clients          MCP clients from npm, the page in a browser, editors, a Prometheus
#: check-scripts          scripts in documents that call tm: SCRIPTS=<folder>
#: check-in               README's commands in a fresh Debian: DIST=trixie
#:                        WHO=root|sudo RUN=commands (needs root; makes the
#:                        base system once with debootstrap)
#: valgrind               the tests under valgrind (T=, U=)
#: coverage               the tests with gcov; report in build/coverage
#: fuzz                   fuzz under sanitizers: F=query SECONDS=60
#: lint                   layers, caps, manual, cppcheck, clang-tidy, ...
#: man                    update the generated parts of docs/man
#: bench-hands            pushes per task of 1 to 64 workers at one remote, and a
#:                        simulation of CROWD=1000x10000 (actors x tasks)
#: bench-own              what is written here against what libraries have
#: bench-serve            the server against a static file, with listeners, in flight
#: bench-prd              the PRD reader over documents made to be slow
#: attack                 ten minutes of kills, damage and hostile text
#: bench                  speed, as ratios against git itself
#: format                 clang-format of the lines you changed (SINCE=HEAD)
#: compile_commands.json  for editors, in build/
#: dist                   build/dist/git-task-<version>.tar.gz, reproducible
#: deb                    build/deb/git-task_<version>_<arch>.deb (Debian)
#: clean                  remove build/
#:
#: prd-score              precision and recall over tests/data/prd
#: version                print the version
#:
#: Variables: CC=clang, CFLAGS=, BUILD=dir, SANITIZE=address,undefined,
#:            WERROR=1 (warnings are errors), V=1 (whole commands)

-include $(OBJ:.o=.d) $(UNIT:=.d) $(HELPER:=.d)
