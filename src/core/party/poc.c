/*
 * core/party/poc.c — see poc.h. It must never judge what a value means: that is command_read's and
 * the decision's.
 */
#include "core/party/poc.h"

struct poc_key {
    struct str key;
    struct str japanese, english; /* explanation above the line */
    bool lines;                   /* a text of several lines */
    bool fixed;                   /* shown, not taken in */
    size_t offset;                /* in struct contact_data_view */
};

#define KEY(name, ja, en, lines)                                                                   \
    {                                                                                              \
        STR_INIT(#name), STR_INIT(ja), STR_INIT(en), lines, false,                                 \
            offsetof(struct contact_data_view, name)                                               \
    }

static const struct poc_key keys[] = {
    {STR_INIT("organisation"), STR_INIT("組織名"), STR_INIT("Organisation"), false, true, 0},
    KEY(manager_name, "製品脆弱性対策管理者の氏名（必須）", "Manager: name (required)", false),
    KEY(manager_post, "管理者の部署・役職", "Manager: department and title", false),
    KEY(manager_mail, "管理者のメールアドレス", "Manager: mail address", false),
    KEY(manager_telephone, "管理者の電話番号", "Manager: telephone", false),
    KEY(deputy_name, "副担当者の氏名", "Deputy: name", false),
    KEY(deputy_mail, "副担当者のメールアドレス", "Deputy: mail address", false),
    KEY(point_mail, "連絡窓口のメールアドレス", "Contact point: mail address", false),
    KEY(point_telephone, "連絡窓口の電話番号", "Contact point: telephone", false),
    KEY(point_fax, "連絡窓口のFAX番号", "Contact point: FAX", false),
    KEY(address, "住所（次の行から字下げして記入）", "Postal address (indented below)", true),
    KEY(pgp_key, "PGP公開鍵（必須ではありません）", "PGP public key (not mandatory)", true),
    {STR_INIT("products"), STR_INIT("主要な製品"), STR_INIT("Main products"), true, true, 0},
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

/* ---- writing ---- */

static void write_lines(struct buf *out, struct str text)
{
    buf_add_char(out, '\n');
    while (text.ptr) {
        buf_add_cstr(out, "  ");
        buf_add(out, str_split(&text, '\n'));
        buf_add_char(out, '\n');
    }
}

static void write_products(struct buf *out, const struct organisation_view *v)
{
    buf_add_char(out, '\n');
    for (size_t i = 0; i < v->product_count; i++) {
        struct text2 name = v->products[i].name;
        buf_add_format(out, "  %.*s\n", STR_ARG(str_is_empty(name.ja) ? name.en : name.ja));
    }
}

static void write_key(struct buf *out, const struct organisation_view *v, const struct poc_key *k)
{
    struct text2 name = v->party.name;
    buf_add_format(out, "# %.*s / %.*s\n%.*s:", STR_ARG(k->japanese), STR_ARG(k->english),
                   STR_ARG(k->key));
    if (k->fixed && k->lines) {
        write_products(out, v);
        return;
    }
    struct str value =
        k->fixed ? (str_is_empty(name.ja) ? name.en : name.ja)
                 : *(const struct str *)(const void *)((const char *)&v->data + k->offset);
    if (k->lines)
        write_lines(out, value);
    else
        buf_add_format(out, " %.*s\n", STR_ARG(value));
}

enum err poc_write(const struct organisation_view *v, struct arena *arena, struct str *out)
{
    struct buf text;
    buf_init(&text, arena, LIMIT_PAGE_BYTES);
    buf_add_cstr(&text, "# poc.txt — 製品脆弱性対策管理者 登録様式 / form of the manager's data\n");
    for (size_t i = 0; i < KEYS; i++)
        write_key(&text, v, &keys[i]);
    return buf_finish(&text, out);
}

/* ---- reading ---- */

static const struct poc_key *key_of(struct str name)
{
    for (size_t i = 0; i < KEYS; i++) {
        if (str_equal(keys[i].key, name))
            return &keys[i];
    }
    return NULL;
}

static bool is_indented(struct str line)
{
    return line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

/* The indented lines below a key, without their indent; stops before the first other one. However
 * long they are: command_read says so then, and nothing is left out. */
static struct str take_lines(struct str *rest, size_t *number, struct arena *arena)
{
    struct buf out;
    struct str text;
    buf_init(&out, arena, rest->len);
    while (rest->ptr && (is_indented(*rest) || rest->len == 0 || rest->ptr[0] == '\n')) {
        struct str line = str_trim(str_split(rest, '\n'));
        (*number)++;
        if (out.len > 0)
            buf_add_char(&out, '\n');
        buf_add(&out, line);
    }
    return buf_finish(&out, &text) == ERR_OK ? str_trim(text) : (struct str){NULL, 0};
}

enum err poc_read(struct str text, struct arena *arena, struct input *out, size_t *bad_line)
{
    struct input_pair *pairs = ARENA_ARRAY(arena, struct input_pair, KEYS);
    size_t number = 0;

    *out = (struct input){pairs, 0};
    *bad_line = 0;
    if (!pairs)
        return ERR_MEMORY;
    while (text.ptr) {
        struct str line = str_split(&text, '\n');
        struct str value = line;
        number++;
        if (str_is_empty(str_trim(line)) || line.ptr[0] == '#')
            continue;
        const struct poc_key *k = key_of(str_trim(str_split(&value, ':')));
        if (!k || !value.ptr || is_indented(line) || input_has(out, k->key)) {
            *bad_line = number;
            return ERR_INVALID;
        }
        value = k->lines ? take_lines(&text, &number, arena) : str_trim(value);
        if (!k->fixed)
            pairs[out->count++] = (struct input_pair){k->key, value};
    }
    return arena->failed ? ERR_MEMORY : ERR_OK;
}
