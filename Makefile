# git-task: build, test, install.  `make help` lists the targets.

BUILD ?= build
PREFIX ?= /usr/local
CC ?= cc
PKGS = libgit2 libcjson libcmark yaml-0.1
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wpointer-arith -Wwrite-strings \
	-Wundef -Wvla -Wcast-qual -Werror
OPT ?= -O2 -g
ALL_CFLAGS = -std=c11 $(OPT) $(WARN) -fstack-protector-strong -Isrc \
	$(shell pkg-config --cflags $(PKGS)) $(CFLAGS)
ALL_LDFLAGS = -Wl,-O1 -Wl,--as-needed $(LDFLAGS)
ALL_LIBS = $(shell pkg-config --libs $(PKGS)) -lm $(LIBS)

ifdef SANITIZE
BUILD := $(BUILD)/san
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZE)
ALL_LDFLAGS += -fsanitize=$(SANITIZE)
endif

SRC = $(sort $(wildcard src/*/*.c))
OBJ = $(SRC:src/%.c=$(BUILD)/obj/%.o)
LIBOBJ = $(filter-out $(BUILD)/obj/cmd/main.o,$(OBJ))
LIB = $(BUILD)/libgittask.a
UNIT_SRC = $(sort $(wildcard tests/unit/test-*.c))
UNIT = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)

.PHONY: all objs check check-unit check-sh clean
all: $(BUILD)/git-task $(BUILD)/tm

objs: $(OBJ)

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $(LIBOBJ)

$(BUILD)/git-task: $(BUILD)/obj/cmd/main.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -o $@ $(BUILD)/obj/cmd/main.o $(LIB) $(ALL_LIBS)

$(BUILD)/tm: $(BUILD)/git-task
	ln -sf git-task $@

# One unit program per module: U=strbuf runs only that one.
$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(LIB) \
		$(ALL_LIBS) -lcmocka

check: check-unit check-sh

check-unit: $(if $(U),$(BUILD)/unit/test-$(U),$(UNIT))
	@set -e; for t in $^; do $$t; done

check-sh: all
	BUILD=$(abspath $(BUILD)) prove --jobs 2 $(if $(T),tests/$(T)*.sh,tests/t*.sh)

clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d)
