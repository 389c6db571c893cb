# git-task: build, test, install.  `make help` lists the targets.

# the one place is src/base/version.h
VERSION := $(shell sed -n 's/^.define GIT_TASK_VERSION "\(.*\)"/\1/p' \
	src/base/version.h)

BUILD ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
DOCDIR ?= $(DATADIR)/doc/git-task
DESTDIR ?=
CC ?= cc
INSTALL ?= install

# ---- packages (Debian and Ubuntu names), for `make deps` ----

PKGS_BUILD = gcc libc6-dev make pkg-config git \
	libgit2-dev libcjson-dev libcmark-dev libyaml-dev libexpat1-dev zlib1g-dev
PKGS_TEST = libcmocka-dev perl jq python3 python3-jsonschema man-db zsh fish universal-ctags shellcheck
PKGS_LINT = clang clang-tidy cppcheck
PKGS_EXTRA = valgrind gcovr clang-format hyperfine fossil taskwarrior

# ---- flags ----

PKGS = libgit2 libcjson libcmark yaml-0.1 expat zlib
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wpointer-arith -Wwrite-strings \
	-Wundef -Wvla -Wcast-qual -Werror
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

ifeq ($(filter clean help deps uninstall,$(MAKECMDGOALS)),)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# libgit2 and expat are opened at run time: src/store/lazy.h and src/data/xml.c
# say why.
PKG_LIBS := $(shell pkg-config --libs $(filter-out libgit2 expat,$(PKGS)) 2>/dev/null)
LIBGIT2_DIR := $(shell pkg-config --variable=libdir libgit2 2>/dev/null)
endif
ALL_CFLAGS = -std=c11 $(OPT) $(WARN) -fstack-protector-strong -Isrc \
	$(PKG_CFLAGS) $(CFLAGS)
ifeq ($(shell uname -s),Linux)
# src/store/tls.c says why this function must be the one that libgit2 finds
TLS = mbedtls_x509_crt_parse_file
ALL_LDFLAGS = -Wl,-O1 -Wl,--as-needed -Wl,--undefined=$(TLS) \
	-Wl,--export-dynamic-symbol=$(TLS) $(LINK_OPT) $(LDFLAGS)
else
ALL_LDFLAGS = $(LINK_OPT) $(LDFLAGS)
endif
ALL_LIBS = $(PKG_LIBS) -lm -ldl $(LIBS)

# ---- files ----

SRC = $(sort $(wildcard src/*/*.c))
EMBED = $(sort $(wildcard hooks/* templates/*))
GEN = $(BUILD)/gen/embed-data.c
OBJ = $(SRC:src/%.c=$(BUILD)/obj/%.o) $(GEN:%.c=%.o)
LIBOBJ = $(filter-out $(BUILD)/obj/cmd/main.o,$(OBJ))
LIB = $(BUILD)/libgittask.a
UNIT_SRC = $(sort $(wildcard tests/unit/test-*.c))
UNIT = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
HELPER_SRC = $(sort $(wildcard tests/helpers/*.c))
HELPER = $(HELPER_SRC:tests/helpers/%.c=$(BUILD)/helpers/%)
FUZZ_SRC = $(filter-out tests/fuzz/driver.c,$(sort $(wildcard tests/fuzz/*.c)))
FUZZ = $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)
MAN1 = $(sort $(wildcard docs/man/*.1))
MAN5 = $(sort $(wildcard docs/man/*.5))
# what the manual names besides formats/
DOCS = README.md LICENSE docs/ci.md docs/metrics.md docs/planning.md \
	docs/reports.md
ABS_BUILD = $(abspath $(BUILD))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all objs quickstart deps deps-all deps-ci install uninstall check \
	check-unit check-sh check-fuzz check-clients helpers valgrind \
	coverage fuzz lint man bench format compile_commands.json clean help version FORCE

all: $(BUILD)/git-task $(BUILD)/tm

objs: $(OBJ)

# Objects are rebuilt when the flags or the compiler change.
FLAGS_NOW = $(CC) $(ALL_CFLAGS) | $(ALL_LDFLAGS) $(ALL_LIBS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || \
	printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' >$@

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(OBJ_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/store/lazy.o: OBJ_CFLAGS = -DLIBGIT2_DIR='"$(LIBGIT2_DIR)"'

# What `git task version --build-options` tells.
$(BUILD)/obj/cmd/cmd-meta.o: OBJ_CFLAGS = -DBUILD_CFLAGS='"$(strip $(OPT))"' \
	-DBUILD_LIBS='"$(strip $(foreach p,$(PKGS),$(p) $(shell \
	pkg-config --modversion $(p) 2>/dev/null)))"'

# The files of hooks/ and templates/ become a part of the program.
$(GEN): contrib/embed.sh $(EMBED)
	@mkdir -p $(@D)
	sh contrib/embed.sh $(EMBED) >$@.tmp
	mv $@.tmp $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/flags
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $(LIBOBJ)

$(BUILD)/git-task: $(OBJ)
	$(CC) $(ALL_LDFLAGS) -o $@ $(OBJ) $(ALL_LIBS)

$(BUILD)/tm: $(BUILD)/git-task
	ln -sf git-task $@

# ---- tests ----

# One unit program per module; U=strbuf builds and runs only that one.
$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
		$(LIB) $(ALL_LIBS) -lcmocka

# Small programs that shell tests call.
$(BUILD)/helpers/%: tests/helpers/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(LIB) $(ALL_LIBS)

helpers: $(HELPER)

UNIT_RUN = $(if $(U),$(BUILD)/unit/test-$(U),$(if $(T),,$(UNIT)))
SH_RUN = $(if $(T),$(wildcard tests/$(T)*.sh),$(if $(U),,$(sort \
	$(wildcard tests/t[0-9]*.sh))))
FUZZ_RUN = $(if $(T)$(U),,$(FUZZ))

check: all helpers $(UNIT_RUN) $(FUZZ_RUN)
	@tests/run.sh $(ABS_BUILD) $(UNIT_RUN) -- $(SH_RUN) -- $(FUZZ_RUN)

check-unit: $(if $(U),$(BUILD)/unit/test-$(U),$(UNIT))
	@tests/run.sh $(ABS_BUILD) $^ -- --

check-sh: all helpers
	@tests/run.sh $(ABS_BUILD) -- \
		$(if $(T),$(wildcard tests/$(T)*.sh),$(sort \
		$(wildcard tests/t[0-9]*.sh))) --

check-fuzz: $(FUZZ)
	@tests/run.sh $(ABS_BUILD) -- -- $(FUZZ)

# MCP clients from npm, with exact versions; only these tests need a Node.js.
check-clients: all tests/node_modules/.package-lock.json
	@tests/run.sh $(ABS_BUILD) -- tests/clients.sh --

tests/node_modules/.package-lock.json: tests/package-lock.json
	@command -v npm >/dev/null 2>&1 || sh contrib/deps.sh npm
	cd tests && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	@touch $@

valgrind: all helpers $(UNIT_RUN)
	@VALGRIND=1 tests/run.sh $(ABS_BUILD) $(UNIT_RUN) -- $(SH_RUN) --

coverage:
	$(MAKE) COVERAGE=1 check
	gcovr --root . --object-directory $(BUILD)/coverage --filter src/ \
		--html-details $(BUILD)/coverage/index.html --print-summary

# Each target runs for SECONDS with mutations of its corpus.
SECONDS ?= 60
$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/driver.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< tests/fuzz/driver.c \
		$(LIB) $(ALL_LIBS)

ifdef SANITIZE
fuzz: $(FUZZ)
	@set -e; for f in $(if $(F),$(BUILD)/fuzz/$(F),$(FUZZ)); do \
		$$f --seconds $(SECONDS) tests/fuzz/corpus/$${f##*/}; done
else
fuzz:
	$(MAKE) SANITIZE=address,undefined fuzz
endif

lint: all
	@BUILD=$(ABS_BUILD) CC='$(CC)' PKG_CFLAGS='$(PKG_CFLAGS)' \
		tests/lint/lint.sh

bench: all
	@BUILD=$(ABS_BUILD) sh tests/bench/bench.sh
	@BUILD=$(ABS_BUILD) python3 tests/bench/hooks.py

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
	ln -sf git-task '$(DESTDIR)$(BINDIR)/tm'
	$(INSTALL) -m 644 $(MAN1) '$(DESTDIR)$(MANDIR)/man1'
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
	$(INSTALL) -m 755 contrib/worker-loop.sh '$(DESTDIR)$(DOCDIR)'
	for d in hooks templates formats; do \
		for f in $$d/*; do [ ! -f "$$f" ] || $(INSTALL) -m 644 "$$f" \
		'$(DESTDIR)$(DATADIR)'/git-task/$$d/ || exit 1; done; done

uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/git-task' '$(DESTDIR)$(BINDIR)/tm'
	for f in $(notdir $(MAN1)); do \
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

clean:
	rm -rf $(BUILD)

version:
	@echo $(VERSION)

help:
	@sed -n 's/^#: //p' Makefile

#: all                    build/git-task and build/tm (default)
#: quickstart             install what is missing, build, and show a tour in a
#:                        scratch repository
#: deps, deps-ci, deps-all  install the packages for build and tests, with lint,
#:                        with everything (Debian)
#: install, uninstall     PREFIX=/usr/local DESTDIR=
#: check                  all tests; T=t2010 or U=strbuf runs one of them
#: check-unit, check-sh   one kind of test
#: check-fuzz             replay the fuzzers' corpora
#: check-clients          MCP clients from npm against the server
#: valgrind               the tests under valgrind (T=, U=)
#: coverage               the tests with gcov; report in build/coverage
#: fuzz                   fuzz under sanitizers: F=query SECONDS=60
#: lint                   layers, caps, manual, cppcheck, clang-tidy, ...
#: man                    update the generated parts of docs/man
#: bench                  speed, as ratios against git itself
#: format                 clang-format of the lines you changed (SINCE=HEAD)
#: compile_commands.json  for editors, in build/
#: clean                  remove build/
#:
#: version                print the version
#:
#: Variables: CC=clang, CFLAGS=, BUILD=dir, SANITIZE=address,undefined

-include $(OBJ:.o=.d) $(UNIT:=.d) $(HELPER:=.d)
