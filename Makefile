# todoke — one Makefile, no configure step.
#
#   make                 the programs, build/todoke and build/todoke-portal
#   make test-quick      unit, law and scenario tests under ASan and UBSan (under a minute)
#   make lib-core        one module's library (also: base sys store vault app press http desk portal cli)
#   make unit-core       one module's unit tests, built and run
#   make check           tidy, deps, purity
#   make install         programs and manual pages, to PREFIX (/usr/local) below DESTDIR; make uninstall
#   make fuzz            fuzz targets for libFuzzer; make fuzz-replay runs them over their corpora
#   make CC=clang B=build/clang            another compiler, another folder
#   make SAN=1 B=build/san                 ASan and UBSan
#
# Layers are libraries: a module's objects know only the headers that tools/deps allows.

B ?= build
# What `todoke --version` says; whoever packages the program names a release.
VERSION ?= unreleased
CC = gcc
PKG_CONFIG ?= pkg-config
OPT ?= -O2 -g

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wcast-qual -Wswitch-enum -Wundef -Wnull-dereference -Wno-overlength-strings -Wno-format-zero-length -Werror
HARDEN := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
ifeq ($(SAN),)
HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANFLAGS += $(if $(FUZZ),-fsanitize=fuzzer-no-link)
endif
ifneq ($(findstring gcc,$(CC)),)
HARDEN += -ftrivial-auto-var-init=zero
WARN += -Wstack-usage=65536
endif

PKGS := sqlite3 libutf8proc libsodium libseccomp zlib libqrencode libcurl expat
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS))
CPPFLAGS += -Isrc -I$(B)/gen -include base/banned.h -D_GNU_SOURCE $(EXTRA_CPPFLAGS)
CFLAGS += -std=gnu17 $(OPT) $(WARN) $(HARDEN) $(SANFLAGS) $(PKG_CFLAGS)
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread $(SANFLAGS)
LDLIBS += $(PKG_LIBS) -lm

MODULES := base core sys store vault courier app press http desk portal cli
# What a module's unit tests link beside it (tools/deps.txt says what it may include).
DEPS_base :=
DEPS_core := base
DEPS_sys := base
DEPS_store := core sys base
DEPS_vault := sys base
DEPS_courier := sys base
DEPS_app := press courier store vault gen core sys base
DEPS_press := store vault gen core sys base
DEPS_http := gen core sys base
DEPS_desk := app press courier store vault http gen core sys base
DEPS_portal := http gen core sys base
DEPS_cli := desk app press courier store vault http gen core sys base

# V=1 shows whole commands.
ifeq ($(V),)
Q := @
say = @echo "  $(1) $(2)"
endif

src_of = $(sort $(wildcard src/$(1)/*.c src/$(1)/*/*.c))
obj_of = $(patsubst src/%.c,$(B)/obj/%.o,$(call src_of,$(1)))

.PHONY: all units check clean test-quick $(addprefix lib-,$(MODULES)) $(addprefix unit-,$(MODULES)) unit-gen
all: $(B)/todoke $(B)/todoke-portal

# --- build-time tools and what they make -------------------------------------------------------------------------
TOOLFLAGS := -std=gnu17 -O1 -g -Wall -Wextra -Wshadow -Werror -D_GNU_SOURCE
$(B)/tools/%: tools/%.c $(wildcard tools/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(TOOLFLAGS) -o $@ $< $(LIBS_$*)
LIBS_pack := -lz
$(B)/tools/tidy: tools/tidy_source.h

# SQL files become tables of statements and migrations, one pair of files for each module that has them.
SQL_MODULES := store vault
sql_of = $(sort $(wildcard src/$(1)/sql/*.sql)) $(sort $(wildcard src/$(1)/sql/migrations/*.sql))
define sql_rules
$(B)/gen/$(1)_sql.h: $(B)/gen/$(1)_sql.c ;
$(B)/gen/$(1)_sql.c: $(B)/tools/sqlc $(call sql_of,$(1))
	@mkdir -p $$(@D)
	$$(B)/tools/sqlc -o $$(B)/gen -n $(1) $(call sql_of,$(1))
$(B)/gen/$(1)_sql.o: $(B)/gen/$(1)_sql.c
	$$(call say,CC,$$@)
	$$(Q)$$(CC) $$(CPPFLAGS) $$(CFLAGS) -MMD -MP -c -o $$@ $$<
endef
$(foreach m,$(SQL_MODULES),$(eval $(call sql_rules,$(m))))

TEMPLATES := $(sort $(wildcard templates/*/*.html templates/*/*.txt templates/*/*.xml))
PO := $(sort $(wildcard po/*.po))
ASSETS := $(sort $(wildcard assets/* assets/*/*))
# One C file a folder of templates: a program links only the folders whose pages it shows.
GEN_TPL := $(patsubst %,$(B)/gen/templates_%.c,$(sort $(foreach t,$(TEMPLATES),$(word 2,$(subst /, ,$(t))))))
GEN_C := $(GEN_TPL) $(B)/gen/messages.c $(B)/gen/assets.c
GEN_H := $(B)/gen/templates.h $(B)/gen/messages.h $(B)/gen/assets.h

# tmplc leaves files alone whose content stays the same; the stamp says that it ran.
$(B)/gen/templates.h $(GEN_TPL): $(B)/gen/templates.stamp ;
$(B)/gen/templates.stamp: $(B)/tools/tmplc $(TEMPLATES)
	@mkdir -p $(@D)
	$(B)/tools/tmplc -o $(B)/gen $(TEMPLATES)
	@touch $@
$(B)/gen/messages.h: $(B)/gen/messages.c ;
$(B)/gen/messages.c: $(B)/tools/po2c $(PO)
	@mkdir -p $(@D)
	$(B)/tools/po2c -o $(B)/gen $(PO)
$(B)/gen/assets.h: $(B)/gen/assets.c ;
$(B)/gen/assets.c: $(B)/tools/pack $(ASSETS)
	@mkdir -p $(@D)
	$(B)/tools/pack -o $(B)/gen assets

$(B)/libgen.a: $(GEN_C:.c=.o)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
$(B)/gen/%.o: $(B)/gen/%.c $(GEN_H)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# --- modules -------------------------------------------------------------------------------------------------------
$(B)/obj/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/obj/cli/cli.o: CPPFLAGS += -DTODOKE_VERSION='"$(VERSION)"'
$(B)/obj/cli/cli.o: $(B)/version
.PHONY: FORCE
$(B)/version: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@
# Modules that include nothing generated build before the generators do.
PURE_OBJ := $(foreach m,base core sys store vault courier app,$(call obj_of,$(m)))
$(PURE_OBJ): $(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(foreach m,$(SQL_MODULES),$(eval $(call obj_of,$(m)): | $(B)/gen/$(m)_sql.h))

define module_rules
$(B)/lib$(1).a: $(call obj_of,$(1)) $(if $(filter $(1),$(SQL_MODULES)),$(B)/gen/$(1)_sql.o)
	$$(call say,AR,$$@)
	@rm -f $$@
	$$(Q)$$(AR) rcs $$@ $$^
lib-$(1): $(B)/lib$(1).a

# Files without the prefix test_ are helpers, linked into every test of the module.
HELP_$(1) := $$(filter-out test/unit/$(1)/test_%,$$(sort $$(wildcard test/unit/$(1)/*.c)))
UNIT_$(1) := $$(patsubst test/unit/$(1)/%.c,$(B)/unit/$(1)/%,$$(sort $$(wildcard test/unit/$(1)/test_*.c)))
$$(UNIT_$(1)): $(B)/unit/$(1)/%: test/unit/$(1)/%.c $$(HELP_$(1)) $(B)/lib$(1).a $(foreach d,$(DEPS_$(1)),$(B)/lib$(d).a)
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(CPPFLAGS) -Itest -Itest/crash $$(CFLAGS) $$(LDFLAGS) -o $$@ $$< $$(HELP_$(1)) -Wl,--start-group $(B)/lib$(1).a \
		$(foreach d,$(DEPS_$(1)),$(B)/lib$(d).a) -Wl,--end-group $$(LDLIBS) -lcmocka
	@$$(CC) $$(CPPFLAGS) -Itest -Itest/crash $$(CFLAGS) -MM -MP -MT $$@ -MF $$@.d $$<
unit-$(1): $$(UNIT_$(1))
	@set -e; for t in $$^; do echo "== $$$$t"; $$$$t; done
endef
$(foreach m,$(MODULES),$(eval $(call module_rules,$(m))))

# The template language and the look: sample pages of test/unit/gen, compiled with the layouts and rendered.
SAMPLE_TPL := $(sort $(wildcard test/unit/gen/templates/sample/*)) $(filter templates/shared/%,$(TEMPLATES)) \
	templates/desk/layout.html templates/desk/lang.html templates/portal/layout.html
SAMPLE := $(B)/unit/gen/src
$(SAMPLE)/stamp: $(B)/tools/tmplc $(B)/tools/po2c $(SAMPLE_TPL) $(PO) test/unit/gen/sample.po
	@mkdir -p $(@D)
	$(B)/tools/tmplc -o $(@D) $(SAMPLE_TPL)
	$(B)/tools/po2c -o $(@D) --first test/unit/gen/sample.po $(PO)
	@touch $@
$(B)/unit/gen/test_%: test/unit/gen/test_%.c test/unit/gen/sample.h $(SAMPLE)/stamp $(B)/libgen.a $(B)/libcore.a $(B)/libbase.a
	$(CC) -I$(SAMPLE) -Itest/unit/gen -DTOOLS='"$(B)/tools"' $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< \
		$(SAMPLE)/templates_*.c $(SAMPLE)/messages.c $(B)/gen/assets.o $(B)/libcore.a $(B)/libbase.a $(LDLIBS) -lcmocka
UNIT_gen := $(patsubst test/unit/gen/%.c,$(B)/unit/gen/%,$(sort $(wildcard test/unit/gen/test_*.c)))
unit-gen: $(UNIT_gen)
	@set -e; for t in $^; do echo "== $$t"; $$t; done

# The law on its stage: scenarios, fields, non-interference (script/suite-law runs them, with their controls) and the
# fold benchmark. All need core and base alone.
STAGE := test/law/stage.c test/law/cast.c
PLAY := test/scenario/play.c test/scenario/lines.c test/scenario/ask.c test/scenario/words.c test/law/stage.c
SRC_test/scenario/run := test/scenario/run.c $(PLAY)
SRC_test/law/rights := test/law/rights.c $(PLAY)
SRC_test/law/noninterference := test/law/noninterference.c test/law/hidden.c test/law/eyes.c $(STAGE)
SRC_test/law/fields := test/law/fields.c $(STAGE)
SRC_bench/fold := bench/fold.c $(STAGE)
LAW_PROGRAMS := $(addprefix $(B)/,test/scenario/run test/law/noninterference test/law/fields \
	test/law/rights bench/fold)
.PHONY: law-programs scenarios
law-programs: $(LAW_PROGRAMS)
.SECONDEXPANSION:
$(LAW_PROGRAMS): $(B)/%: $$(SRC_$$*) $(wildcard test/law/*.h test/scenario/*.h) $(B)/libcore.a $(B)/libbase.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $(SRC_$*) -Wl,--start-group $(B)/libcore.a $(B)/libbase.a \
		-Wl,--end-group $(LDLIBS)
# Scenarios are played; the other tests are read for the requirements that they prove (core/coverage.h).
PROOFS := $(sort $(wildcard test/scenario/*.scenario test/law/*.c test/unit/*/*.c test/e2e/*.js test/crash/*.c test/door/*.c))
scenarios: $(B)/test/scenario/run
	$(Q)$< --coverage $(PROOFS)

# Conformance: one program an engine (script/suite-conformance). Core and base alone; the one of XML has the parser too.
CONFORMANCE_LIBS_myjvn := $(B)/libsys.a
$(B)/test/conformance/%: test/conformance/%.c $(wildcard test/conformance/*.h) $(B)/libcore.a $(B)/libbase.a $$(CONFORMANCE_LIBS_$$*)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(CONFORMANCE_LIBS_$*) $(B)/libcore.a $(B)/libbase.a \
		-Wl,--end-group $(LDLIBS)

$(B)/todoke: $(B)/obj/main.o $(foreach m,$(MODULES),$(B)/lib$(m).a) $(B)/libgen.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)

# The public portal is a program of its own: what it must not do is not even in it (tools/deps looks).
PORTAL_LIBS := $(foreach m,portal $(DEPS_portal),$(B)/lib$(m).a)
$(B)/todoke-portal: $(B)/obj/portal_main.o $(PORTAL_LIBS)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(PORTAL_LIBS) -Wl,--end-group $(LDLIBS)

# Measuring programs (script/bench). They may open SQLite themselves and stand outside the layers.
$(B)/bench/engine_json: LDLIBS += -ljansson
$(B)/bench/%: bench/%.c $(wildcard bench/*.h) $(foreach m,$(MODULES),$(B)/lib$(m).a) $(B)/libgen.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)

# Fuzz targets. `make fuzz` builds them for libFuzzer (clang), which `script/fuzz` runs; `make fuzz-replay` runs them over
# their corpora under ASan and UBSan without it. One row each: libraries, dictionary, random inputs of a replay.
FUZZERS :=
fuzz_target = $(eval FUZZERS += $(1))$(eval FUZZ_LIBS_$(1) := $(2))$(eval FUZZ_DICT_$(1) := $(3))$(eval FUZZ_RANDOM_$(1) := $(4))
$(call fuzz_target,http_head,http sys base,http,20000)
$(call fuzz_target,http_urlencoded,http sys base,http,20000)
$(call fuzz_target,multipart,http sys base,http,20000)
$(call fuzz_target,advisory_input,core base,csaf,20000)
$(call fuzz_target,event,core base,,20000)
$(call fuzz_target,letter,core base,,20000)
$(call fuzz_target,mail,core base,mail,20000)
$(call fuzz_target,diff,core base,,20000)
$(call fuzz_target,law,core base,,400)
$(call fuzz_target,json,core base,json,20000)
$(call fuzz_target,csaf,core base,csaf,2000)
$(call fuzz_target,cve,core base,cve,2000)
$(call fuzz_target,sbom,core base,ident,20000)
$(call fuzz_target,cvss,core base,cvss,20000)
$(call fuzz_target,ssvc,core base,ssvc,20000)
$(call fuzz_target,cpe,core base,ident,20000)
$(call fuzz_target,purl,core base,ident,20000)
$(call fuzz_target,version,core base,ident,20000)
$(call fuzz_target,vers,core base,ident,20000)
$(call fuzz_target,affected,core base,ident,20000)
$(call fuzz_target,xml,core sys base,xml,20000)
$(call fuzz_target,xml_event,core sys base,,20000)
$(call fuzz_target,myjvn,core sys base,myjvn,4000)
FUZZ_SRC_law := $(STAGE)
FUZZ_MAIN := $(if $(FUZZ),-fsanitize=fuzzer,test/fuzz/replay.c)
define fuzz_rules
$(B)/fuzz/$(1): test/fuzz/fuzz_$(1).c $(FUZZ_SRC_$(1)) test/fuzz/replay.c $(foreach l,$(FUZZ_LIBS_$(1)),$(B)/lib$(l).a)
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(CPPFLAGS) -Itest -Itest/crash $$(CFLAGS) $$(LDFLAGS) -o $$@ $$< $(FUZZ_SRC_$(1)) $$(FUZZ_MAIN) -Wl,--start-group \
		$(foreach l,$(FUZZ_LIBS_$(1)),$(B)/lib$(l).a) -Wl,--end-group $$(LDLIBS)
fuzz-replay-$(1): $(B)/fuzz/$(1)
	$$< $$(wildcard test/fuzz/corpus/$(1)/*) --random $(FUZZ_RANDOM_$(1))
endef
# The control has a fault that the fuzzer must find; a replay has nothing to find it by.
FUZZ_LIBS_control := base
$(foreach f,$(FUZZERS) control,$(eval $(call fuzz_rules,$(f))))
.PHONY: fuzz fuzz-replay fuzz-list $(addprefix fuzz-replay-,$(FUZZERS))
fuzz:
	$(MAKE) CC=clang SAN=1 FUZZ=1 OPT="-O1 -g" B=$(B)/fuzz-clang $(addprefix $(B)/fuzz-clang/fuzz/,$(or $(FUZZ_ONLY),$(FUZZERS)) control)
fuzz-replay:
	$(MAKE) SAN=1 B=$(B)/san OPT="-O1 -g" $(addprefix fuzz-replay-,$(FUZZERS))
fuzz-list:
	@$(foreach f,$(FUZZERS),echo "$(f) $(FUZZ_DICT_$(f))";)

# Power loss: the store on a file system that forgets, and two builds of the store that break their promise on purpose,
# which the same program has to catch.
POWERLOSS_SRC := $(wildcard test/crash/powerloss*.c)
POWERLOSS_LIBS := $(B)/libsys.a $(B)/libbase.a
CONTROL_powerloss-ack-early := -DTODOKE_CONTROL_ACK_EARLY
CONTROL_powerloss-sync-off := -DTODOKE_CONTROL_SYNC_OFF
$(B)/crash/powerloss $(B)/crash/powerloss-ack-early $(B)/crash/powerloss-sync-off: $(B)/crash/%: $(POWERLOSS_SRC) \
		$(wildcard test/crash/powerloss*.h) $(call src_of,store) $(wildcard src/store/*.h) $(B)/libstore.a $(POWERLOSS_LIBS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CONTROL_$*) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $(POWERLOSS_SRC) $(call src_of,store) \
		$(B)/gen/store_sql.o $(POWERLOSS_LIBS) $(LDLIBS)
.PHONY: crash-powerloss
crash-powerloss: $(B)/crash/powerloss $(B)/crash/powerloss-ack-early $(B)/crash/powerloss-sync-off
	$(B)/crash/powerloss $(POWERLOSS_ARGS)
	$(B)/crash/powerloss-ack-early --control
	$(B)/crash/powerloss-sync-off --control

# --- installing ------------------------------------------------------------------------------------------------------
PREFIX ?= /usr/local
bindir = $(DESTDIR)$(PREFIX)/bin
mandir = $(DESTDIR)$(PREFIX)/share/man
# The manuals of docs/ that man(1) shows, in English and, where the locale is Japanese, in Japanese; and the overview.
TOOLS := cvss ssvc cpe purl vers cwe sbom cve csaf convert
MAN_EN := $(patsubst %,$(B)/man/man1/todoke-%.1,$(TOOLS)) $(B)/man/man1/todoke.1 $(B)/man/man1/todoke-portal.1
MAN_JA := $(patsubst $(B)/man/%,$(B)/man/ja/%,$(MAN_EN))
$(B)/man/man1/todoke-%.1: docs/%.md tools/manpage $(B)/version
	@mkdir -p $(@D)
	$(Q)tools/manpage en '$(VERSION)' $< >$@.new && mv $@.new $@
$(B)/man/ja/man1/todoke-%.1: docs/%.md tools/manpage $(B)/version
	@mkdir -p $(@D)
	$(Q)tools/manpage ja '$(VERSION)' $< >$@.new && mv $@.new $@
$(B)/man/todoke.md: $(B)/todoke
	@mkdir -p $(@D)
	$(Q){ LC_ALL=ja $< help --markdown && printf '\n---\n\n' && LC_ALL=C $< help --markdown; } >$@.new && mv $@.new $@
$(B)/man/man1/todoke.1: $(B)/man/todoke.md tools/manpage
	@mkdir -p $(@D)
	$(Q)tools/manpage en '$(VERSION)' $< >$@.new && mv $@.new $@
$(B)/man/ja/man1/todoke.1: $(B)/man/todoke.md tools/manpage
	@mkdir -p $(@D)
	$(Q)tools/manpage ja '$(VERSION)' $< >$@.new && mv $@.new $@
# What `todoke serve` starts has the page of `todoke serve`.
$(B)/man/man1/todoke-portal.1 $(B)/man/ja/man1/todoke-portal.1:
	@mkdir -p $(@D)
	@echo '.so man1/todoke.1' >$@
.PHONY: man install uninstall
man: $(MAN_EN) $(MAN_JA)
install: all man
	install -d $(bindir) $(mandir)/man1 $(mandir)/ja/man1
	install -m 755 $(B)/todoke $(B)/todoke-portal $(bindir)
	install -m 644 $(MAN_EN) $(mandir)/man1
	install -m 644 $(MAN_JA) $(mandir)/ja/man1
uninstall:
	rm -f $(bindir)/todoke $(bindir)/todoke-portal
	rm -f $(addprefix $(mandir)/man1/,$(notdir $(MAN_EN))) $(addprefix $(mandir)/ja/man1/,$(notdir $(MAN_JA)))

units: $(addprefix unit-,$(MODULES)) unit-gen

test-quick:
	$(MAKE) SAN=1 B=$(B)/san OPT="-O1 -g" $(addprefix unit-,$(MODULES)) unit-gen scenarios

# Each checker first shows that it can fail.
check: $(B)/tools/tidy lib-core lib-base
	$(B)/tools/tidy --self-test
	$(B)/tools/tidy
	tools/deps --self-test
	tools/deps $(B)
	tools/purity --self-test
	tools/purity $(B)
	tools/banned

clean:
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
