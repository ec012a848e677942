/*
 * test/law/fields.c — no field is asked for in vain: for every field of every command there is a
 * situation in which another value gives another answer. A field that a decision forgot to look at,
 * or to copy into its event, compiles; this test finds it.
 *
 *   fields [SEED]
 *
 * Plays random sequences; at each step every field of the command is changed once, alone, and
 * decided again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "law/cast.h"

enum { COMMANDS_MAX = 256, FIELDS_MAX = 32, SEQUENCES_MAX = 20000, STEPS = 150 };

static bool matters[COMMANDS_MAX][FIELDS_MAX];

static const struct id other_file[] = {{{9, 9, 9}}};

/* Another value of the same type; what it is does not matter. */
static void change(const struct field_def *f, const struct cast *cast, void *value)
{
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DOC:
    case FIELD_BYTES:
        *(struct str *)value =
            f->type == FIELD_DOC ? STR("{\"title\":{\"ja\":\"changed\"}}") : STR("changed");
        return;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        ((struct text2 *)value)->ja = STR("changed");
        return;
    case FIELD_INSTANT: /* a step that waits for a second person keeps whole seconds */
        *(int64_t *)value += US_PER_SECOND;
        return;
    case FIELD_INT:
        *(int64_t *)value += 1;
        return;
    case FIELD_DAY:
        *(int32_t *)value += 1;
        return;
    case FIELD_BOOL:
        *(bool *)value = !*(bool *)value;
        return;
    case FIELD_CODE: {
        size_t count;
        const struct code_def *codes = code_defs((enum code_list)f->argument, &count);
        *(uint32_t *)value = codes[*(uint32_t *)value == codes[0].number ? count - 1 : 0].number;
        return;
    }
    case FIELD_REF:
        if (f->argument == SUBJECT_PERSON) {
            struct id first = cast->actors[CAST_HANAKO].person;
            *(struct id *)value =
                id_equal(*(struct id *)value, first) ? cast->actors[CAST_TARO].person : first;
            return;
        }
        *(struct id *)value =
            f->argument == SUBJECT_PERSON
                ? cast->actors[CAST_HANAKO].person
                : cast->parties[id_equal(*(struct id *)value, cast->parties[2]) ? 3 : 2];
        return;
    case FIELD_FILES:
        *(struct id_list *)value = (struct id_list){other_file, 1};
        return;
    }
}

static size_t row_of(const struct command_def *def)
{
    size_t count;
    size_t row = (size_t)(def - command_defs(&count));

    if (row >= COMMANDS_MAX || def->field_count > FIELDS_MAX)
        abort();
    return row;
}

static bool all_matter_of(const struct command_def *def)
{
    size_t row = row_of(def);

    for (size_t i = 0; i < def->field_count; i++)
        if (!matters[row][i])
            return false;
    return true;
}

static void try_fields(struct stage *s, const struct cast *cast, const struct actor *a,
                       const struct command *c)
{
    const struct command_def *def = command_def_get(c->kind);
    size_t row = row_of(def);
    struct arena arena;

    if (all_matter_of(def)) /* seen already: what is left to be found is reached sooner */
        return;
    arena_init(&arena, 64u << 20);
    struct str before = stage_answer(s, a, 1, c, &arena);
    for (size_t i = 0; i < def->field_count; i++) {
        struct command *changed = arena_alloc(&arena, def->size);
        if (changed == NULL)
            abort();
        memcpy(changed, c, def->size);
        change(&def->fields[i], cast, (char *)changed + def->fields[i].offset);
        if (!str_equal(before, stage_answer(s, a, 1, changed, &arena)))
            matters[row][i] = true;
    }
    arena_release(&arena);
}

static void play(uint64_t seed)
{
    struct stage s;
    struct cast cast;
    struct chance c = {.state = seed};
    struct cmd_found_scheme found = {.head = {.kind = COMMAND_found_scheme}};

    stage_open(&s, seed);
    cast.actors[CAST_SYSTEM] = (struct actor){.role = ROLE_system};
    try_fields(&s, &cast, &cast.actors[CAST_SYSTEM], &found.head);
    cast_found(&s, &cast);
    struct id of = cast_open_case(&s, &cast, CAST_FIRST_SUBMISSION);
    if (seed % 2 == 0)
        cast_climb(&s, &cast, CAST_SECOND_SUBMISSION, of, seed / 2 % (CAST_LADDER + 1));
    else if (seed % 4 == 1)
        cast_apply(&s, &cast, CAST_SECOND_SUBMISSION);
    for (uint64_t step = 0; step < STEPS; step++) {
        struct actor actor = cast.actors[chance_below(&c, CAST_COUNT)];
        enum command_kind kind;
        struct subject subject;
        struct decision d;
        actor.stepped_up = true;
        if (chance_below(&c, 3) == 0 &&
            chance_due_step(&s, &cast.actors[CAST_SYSTEM], &kind, &subject))
            actor = cast.actors[CAST_SYSTEM];
        else if (!chance_open_step(&c, &s, &actor, &kind, &subject))
            continue;
        struct command *command =
            chance_command(&(struct draw){&c, &s, &cast, &actor, subject}, kind);
        try_fields(&s, &cast, &actor, command);
        s.now_us += chance_below(&c, 60) == 0 ? 400 * US_PER_DAY /* some doors open after a year */
                                              : US_PER_DAY / 4;
        if (stage_submit(&s, &actor, 2 * CAST_FIRST_SUBMISSION + step, command, &d) != ERR_OK)
            abort();
    }
    stage_close(&s);
}

static bool all_matter(void)
{
    size_t count;
    const struct command_def *defs = command_defs(&count);

    for (size_t row = 0; row < count; row++)
        if (!all_matter_of(&defs[row]))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
    size_t count, passed = 0, failed = 0;
    const struct command_def *defs = command_defs(&count);

    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    /* As many sequences as it takes: a field that matters never is one that 20,000 do not show. */
    for (uint64_t i = 0; i < SEQUENCES_MAX && !all_matter(); i++)
        play(seed + i);
    for (size_t row = 0; row < count; row++)
        for (size_t i = 0; i < defs[row].field_count; i++) {
            passed += matters[row][i];
            failed += !matters[row][i];
            if (!matters[row][i])
                printf("%s.%s never matters\n", defs[row].name, defs[row].fields[i].name);
        }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0;
}
