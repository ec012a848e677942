/*
 * core/ident/version_conda.c — conda's order of versions.
 *
 * Components between dots, underscores and dashes; each a row of numbers and words, a word at its
 * front after an unseen zero; missing ones are zero. "dev" is before all words, words before
 * numbers, "post" behind them. Must never end a comparison early: a component that is longer may
 * still be equal.
 */
#include "core/ident/version_priv.h"

static bool is_separator(char c)
{
    return c == '.' || c == '_' || c == '-';
}

/* The next component; ptr NULL at the end. A line at the very end separates nothing: it is a word
 * before all letters, so that OpenSSL's 1.0.1 can stand before 1.0.1a. */
static struct str take_component(struct str *s)
{
    struct str component = {s->ptr, 0};
    if (s->ptr == NULL) {
        return component;
    }
    while (component.len < s->len && !is_separator(s->ptr[component.len])) {
        component.len++;
    }
    if (component.len + 1 == s->len && s->ptr[component.len] != '.') {
        component.len++;
    }
    *s = component.len < s->len ? str_slice(*s, component.len + 1, s->len) : (struct str){0};
    return component;
}

/* A piece of a component and where it stands: 0 dev, 1 a word, 2 a number, 3 post. */
struct piece {
    int rank;
    struct str text; /* of a word: without the line at its end */
    bool line;
};

static struct piece take_piece(struct str *component)
{
    if (component->len == 0) {
        return (struct piece){.rank = 2};
    }
    bool digits = ident_is_digit(component->ptr[0]);
    struct str text = version_take(component, digits);
    if (digits) {
        return (struct piece){.rank = 2, .text = text};
    }
    if (str_equal_nocase(text, STR("dev"))) {
        return (struct piece){.rank = 0};
    }
    if (str_equal_nocase(text, STR("post"))) {
        return (struct piece){.rank = 3};
    }
    bool line = is_separator(text.ptr[text.len - 1]);
    text.len -= line;
    return (struct piece){1, text, line};
}

static int compare_pieces(struct piece x, struct piece y)
{
    if (x.rank != y.rank) {
        return x.rank < y.rank ? -1 : 1;
    }
    if (x.rank == 2) {
        return version_compare_digits(x.text, y.text);
    }
    int order = version_compare_folded(x.text, y.text);
    return order != 0 ? order : x.line - y.line;
}

static int compare_components(struct str a, struct str b)
{
    bool a_zero = a.len > 0 && !ident_is_digit(a.ptr[0]);
    bool b_zero = b.len > 0 && !ident_is_digit(b.ptr[0]);
    while (a.len > 0 || b.len > 0) {
        struct piece x = a_zero ? (struct piece){.rank = 2} : take_piece(&a);
        struct piece y = b_zero ? (struct piece){.rank = 2} : take_piece(&b);
        a_zero = b_zero = false;
        int order = compare_pieces(x, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int compare_part(struct str a, struct str b)
{
    while (a.ptr != NULL || b.ptr != NULL) {
        struct str x = take_component(&a);
        struct str y = take_component(&b);
        int order = compare_components(x, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* Cuts the local version "+…" off; absent without one. */
static struct str take_local(struct str *v)
{
    size_t plus = str_find(*v, STR("+"), 0);
    if (plus == SIZE_MAX) {
        return (struct str){0};
    }
    struct str local = str_slice(*v, plus + 1, v->len);
    v->len = plus;
    return local;
}

static struct str take_epoch(struct str *v)
{
    size_t mark = str_find(*v, STR("!"), 0);
    if (mark == SIZE_MAX || !ident_all_digits(str_slice(*v, 0, mark))) {
        return (struct str){0};
    }
    struct str epoch = str_slice(*v, 0, mark);
    version_drop(v, mark + 1);
    return epoch;
}

int version_compare_conda(struct str a, struct str b)
{
    struct str x = take_epoch(&a);
    struct str y = take_epoch(&b);
    int order = version_compare_digits(x, y);
    if (order != 0) {
        return order;
    }
    x = take_local(&a);
    y = take_local(&b);
    order = compare_part(a, b);
    return order != 0 ? order : compare_part(x, y);
}
