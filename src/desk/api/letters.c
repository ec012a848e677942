/*
 * desk/api/letters.c — letters over the API: those of a report or case with what became of each,
 * and those that a step would send. Staff only; to everybody else both are empty or do not exist.
 */
#include "desk/api/api_priv.h"

#include "core/json/json.h"
#include "core/notice/notice.h"

static struct str code_word(enum code_list list, uint32_t number)
{
    const struct code_def *def = code_def_get(list, number);

    return def == NULL ? (struct str){NULL, 0} : str_from_cstr(def->name);
}

static void instant_member(struct exchange *x, struct json_writer *w, struct str name, int64_t us)
{
    if (us != 0)
        json_write_member(w, name, civil_write_utc(us, x->arena));
}

static void write_letter(struct exchange *x, struct json_writer *w, const struct app_letter *l)
{
    const struct letter_view *v = &l->view;
    const struct notice_def *def = notice_def_get((enum notice_kind)v->notice);

    json_write_object(w);
    json_write_member_opt(w, STR("about"), v->about);
    json_write_member_opt(w, STR("address"), v->address);
    instant_member(x, w, STR("at"), v->at_us);
    json_write_member_opt(w, STR("detail"), v->detail);
    instant_member(x, w, STR("due"), l->due_us);
    json_write_member(w, STR("letter"), v->letter);
    if (def != NULL)
        json_write_member(w, STR("notice"), str_from_cstr(def->name));
    json_write_member_opt(w, STR("protection"),
                          code_word(CODE_LIST_letter_protection, v->protection));
    json_write_member_opt(w, STR("recipient"), code_word(CODE_LIST_letter_recipient, v->recipient));
    json_write_member_opt(w, STR("result"), code_word(CODE_LIST_letter_result, v->result));
    json_write_member_opt(w, STR("settled"), v->settled);
    json_write_member_opt(w, STR("text"), v->text);
    json_write_member_i64(w, STR("version"), v->version);
    json_write_end(w);
}

static bool is_known(struct exchange *x, struct id id)
{
    struct report_view *report = NULL;
    struct case_view *of_case = NULL;
    enum err e = app_report_view(&x->reader, id, &report);

    if (e == ERR_OK && report == NULL)
        e = app_case_view(&x->reader, id, &of_case);
    if (e != ERR_OK) {
        api_fail(x, e);
        return false;
    }
    if (report == NULL && of_case == NULL)
        api_fail(x, ERR_NOT_FOUND);
    return report != NULL || of_case != NULL;
}

void api_letters_get(struct exchange *x)
{
    struct app_letters letters;
    struct json_writer w;
    struct id id;

    if (!api_id(x, &id) || !is_known(x, id))
        return;
    enum err e = app_letters(&x->reader, id, &letters);
    if (e == ERR_OK)
        e = app_note_read(&x->reader, id, CLASS_BIT(internal));
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_begin(&w, page_out(x), JSON_COMPACT);
    json_write_object(&w);
    json_write_key(&w, STR("letters"));
    json_write_array(&w);
    for (size_t i = 0; i < letters.count; i++)
        write_letter(x, &w, &letters.items[i]);
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
}

/* ---- the letters of a step that is not taken ---- */

static void previews_send(struct exchange *x, const struct app_letter_previews *letters)
{
    struct json_writer w;

    json_write_begin(&w, page_out(x), JSON_COMPACT);
    json_write_object(&w);
    json_write_key(&w, STR("letters"));
    json_write_array(&w);
    for (size_t i = 0; i < letters->count; i++) {
        const struct app_letter_preview *l = &letters->items[i];
        json_write_object(&w);
        json_write_member(&w, STR("about"), l->about);
        json_write_member(&w, STR("address"), l->address);
        if (l->encrypted) {
            json_write_key(&w, STR("encrypted"));
            json_write_bool(&w, true);
        }
        json_write_member(&w, STR("language"), l->lang == LANG_EN ? STR("en") : STR("ja"));
        json_write_member_opt(&w, STR("name"), text2_pick(x, l->name));
        json_write_member_opt(&w, STR("recipient"),
                              code_word(CODE_LIST_letter_recipient, l->recipient));
        json_write_member(&w, STR("text"), l->text);
        json_write_end(&w);
    }
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
}

void api_letters_post(struct exchange *x)
{
    const struct command_def *def = api_command_of(x, false);
    struct app_letter_previews letters = {0};
    struct command *command = NULL;
    struct refusal refusal = {0};
    struct subject subject = {0};
    struct input in;

    if (def == NULL || !api_id(x, &subject.stream) || !api_body(x, &in))
        return;
    enum err e = command_read(def->kind, &in, x->arena, &command, &refusal);
    if (e == ERR_OK && refusal.code == REFUSAL_none) {
        command->subject = subject;
        e = app_letters_preview(&x->reader, command, &letters);
        refusal = letters.refusal;
    }
    if (e == ERR_OK && letters.count > 0)
        e = app_note_read(&x->reader, subject.stream, CLASS_BIT(internal));
    if (e != ERR_OK)
        api_fail(x, e);
    else if (refusal.code != REFUSAL_none)
        api_refuse(x, &refusal);
    else
        previews_send(x, &letters);
}
