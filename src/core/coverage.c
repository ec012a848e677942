/*
 * core/coverage.c — compares requirements.def with the ids that proofs name. Pure; never reads a
 * file and never guesses: a mention in passing ("REC-05: …" in the comment of a test) proves
 * nothing.
 */
#include "core/coverage.h"

#include <string.h>

#include "base/limits.h"

static const struct requirement list[] = {
#define REQUIREMENT(id, title, state) {id, title, REQUIREMENT_##state},
#include "core/requirements.def"
};

enum { LIST_COUNT = sizeof(list) / sizeof(list[0]) };

const struct requirement *requirement_list(size_t *count)
{
    *count = LIST_COUNT;
    return list;
}

const struct requirement *requirement_find(struct str id)
{
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (str_equal(str_from_cstr(list[i].id), id))
            return &list[i];
    return NULL;
}

enum err coverage_begin(struct coverage *c, struct arena *arena)
{
    *c = (struct coverage){.arena = arena};
    c->named = ARENA_ARRAY(arena, size_t, LIST_COUNT);
    return c->named == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err add_problem(struct coverage *c, enum coverage_fault fault, struct str id,
                            struct str file)
{
    for (size_t i = 0; i < c->problem_count; i++)
        if (c->problems[i].fault == fault && str_equal(c->problems[i].id, id))
            return ERR_OK;
    if (c->problem_count == c->problem_capacity) {
        size_t wanted = c->problem_capacity == 0 ? 16 : c->problem_capacity * 2;
        struct coverage_problem *grown = ARENA_ARRAY(c->arena, struct coverage_problem, wanted);
        if (grown == NULL)
            return ERR_MEMORY;
        if (c->problem_count > 0)
            memcpy(grown, c->problems, c->problem_count * sizeof(*grown));
        c->problems = grown;
        c->problem_capacity = wanted;
    }
    c->problems[c->problem_count++] = (struct coverage_problem){fault, id, file};
    return ERR_OK;
}

/* "REC-05": three capitals, a hyphen, two or three digits. */
static bool is_id(struct str word)
{
    if (word.len < 6 || word.len > 7 || word.ptr[3] != '-')
        return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool good = i < 3 ? c >= 'A' && c <= 'Z' : i == 3 || (c >= '0' && c <= '9');
        if (!good)
            return false;
    }
    return true;
}

static bool ends_word(char c)
{
    return !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
             c == '-');
}

static enum err take_word(struct coverage *c, struct str word, struct str file)
{
    if (!is_id(word))
        return ERR_OK;
    c->mentions++;
    const struct requirement *r = requirement_find(word);
    if (r == NULL)
        return add_problem(c, COVERAGE_UNKNOWN, word, file);
    c->named[r - list]++;
    return r->state == REQUIREMENT_done ? ERR_OK : add_problem(c, COVERAGE_NOT_DONE, word, file);
}

static enum err take_comment(struct coverage *c, struct str comment, struct str file)
{
    enum err err = ERR_OK;

    for (size_t from = 0; from < comment.len && err == ERR_OK;) {
        size_t to = from;
        while (to < comment.len && !ends_word(comment.ptr[to]))
            to++;
        err = take_word(c, str_slice(comment, from, to), file);
        from = to + 1;
    }
    return err;
}

bool coverage_reads(struct str file)
{
    return str_ends_with(file, STR(".scenario")) || str_ends_with(file, STR(".c")) ||
           str_ends_with(file, STR(".js"));
}

/* What a line names: in a scenario the whole comment, in a test what stands after "proves". */
static struct str claim_of(struct str line, bool scenario)
{
    struct str rest = str_trim(line);

    if (scenario)
        return str_starts_with(rest, STR("#")) ? rest : STR("");
    if (!str_starts_with(rest, STR("/* proves ")) && !str_starts_with(rest, STR("// proves ")))
        return STR("");
    return str_split(&rest, ':');
}

enum err coverage_add(struct coverage *c, struct str file, struct str text)
{
    enum err err = ERR_OK;
    struct str rest = text;
    bool scenario = str_ends_with(file, STR(".scenario"));
    size_t before = c->mentions;

    while (rest.ptr != NULL && err == ERR_OK) {
        struct str line = str_split(&rest, '\n');
        err = take_comment(c, claim_of(line, scenario), file);
    }
    c->files += c->mentions > before;
    return err;
}

enum err coverage_finish(struct coverage *c)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < LIST_COUNT && err == ERR_OK; i++) {
        c->done += list[i].state == REQUIREMENT_done;
        c->planned += list[i].state == REQUIREMENT_planned;
        c->outside += list[i].state == REQUIREMENT_outside;
        if (list[i].state == REQUIREMENT_done && c->named[i] == 0)
            err =
                add_problem(c, COVERAGE_NO_PROOF, str_from_cstr(list[i].id), (struct str){NULL, 0});
    }
    return err;
}

void coverage_write(const struct coverage *c, struct buf *out)
{
    for (size_t i = 0; i < c->problem_count; i++) {
        const struct coverage_problem *p = &c->problems[i];
        switch (p->fault) {
        case COVERAGE_NO_PROOF:
            buf_add_format(out, "%.*s is done, but nothing proves it\n", STR_ARG(p->id));
            break;
        case COVERAGE_NOT_DONE:
            buf_add_format(out, "%.*s is not done, but %.*s proves it\n", STR_ARG(p->id),
                           STR_ARG(p->file));
            break;
        case COVERAGE_UNKNOWN:
            buf_add_format(out, "%.*s is no requirement, but %.*s names it\n", STR_ARG(p->id),
                           STR_ARG(p->file));
            break;
        }
    }
    buf_add_format(out, "%zu done, %zu planned, %zu outside; %zu files of proofs; %zu problems\n",
                   c->done, c->planned, c->outside, c->files, c->problem_count);
}
