/*
 * desk/control.c — the machine's own operator: health, unlocking, the training clock, a token for
 * the command line.
 *
 * These addresses exist on the control socket only, whose file mode is the permission. They show no
 * case.
 */
#include "desk/api/api_priv.h"

#include "core/json/json.h"
#include "http/spool.h"

/* ---- health ---- */

void control_health_get(struct exchange *x)
{
    struct app_state state;
    struct json_writer w;

    app_state(x->desk->app, &state);
    json_write_begin(&w, page_out(x), JSON_INDENTED);
    json_write_object(&w);
    json_write_key(&w, STR("clock_trusted"));
    json_write_bool(&w, state.clock_trusted);
    json_write_member_i64(&w, STR("events"), state.events);
    json_write_key(&w, STR("failed"));
    json_write_bool(&w, state.failed);
    json_write_key(&w, STR("locked"));
    json_write_bool(&w, state.locked);
    json_write_member(&w, STR("now"), civil_write_utc(app_now_us(x->desk->app), x->arena));
    json_write_member_i64(&w, STR("releases_pending"), (int64_t)state.releases_pending);
    json_write_member_i64(&w, STR("spool_bytes"), (int64_t)spool_bytes_in_use());
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, state.failed ? 503 : 200);
}

/* ---- commands of the operator ---- */

static void done(struct exchange *x, enum err e)
{
    struct json_writer w;

    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_begin(&w, page_out(x), JSON_INDENTED);
    json_write_object(&w);
    json_write_key(&w, STR("done"));
    json_write_bool(&w, true);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
}

/* {"passphrase": "…"} */
void control_unlock_post(struct exchange *x)
{
    struct input in;

    if (api_body(x, &in))
        done(x, app_unlock(x->desk->app, input_get(&in, STR("passphrase"))));
}

/* {"to": "2026-11-21T15:00:00+09:00"}: training directories only. */
void control_clock_post(struct exchange *x)
{
    struct input in;
    int64_t to = 0;

    if (!api_body(x, &in))
        return;
    if (!civil_read_rfc3339(input_get(&in, STR("to")), &to)) {
        api_fail(x, ERR_INVALID);
        return;
    }
    done(x, app_clock_advance(x->desk->app, to));
}

/* {}: does now what the background thread does each second, and answers when it is done. */
void control_tick_post(struct exchange *x)
{
    struct app_work_done work = {0};
    struct json_writer w;
    struct input in;
    enum err e;

    if (!api_body(x, &in))
        return;
    e = app_tick(x->desk->app, &work);
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_begin(&w, page_out(x), JSON_INDENTED);
    json_write_object(&w);
    json_write_member_i64(&w, STR("letters"), (int64_t)work.letters);
    json_write_member_i64(&w, STR("quarantined"), (int64_t)work.quarantined);
    json_write_member_i64(&w, STR("released"), (int64_t)work.released);
    json_write_member_i64(&w, STR("replies"), (int64_t)work.replies);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
}

/* {"login": "…", "role": "coordinator", "days": 1}: an API token for the command line. */
void control_token_post(struct exchange *x)
{
    char token[APP_TOKEN_LEN + 1];
    const struct code_def *role;
    struct json_writer w;
    struct input in;
    uint64_t days = 1;
    enum err e = ERR_INVALID;

    if (!api_body(x, &in))
        return;
    role = code_def_find(CODE_LIST_role, input_get(&in, STR("role")));
    if (input_has(&in, STR("days")) && !str_to_u64(input_get(&in, STR("days")), 366, &days))
        role = NULL;
    if (role != NULL)
        e = app_token_for_login(x->desk->app, input_get(&in, STR("login")), (enum role)role->number,
                                (uint32_t)days, token);
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_begin(&w, page_out(x), JSON_INDENTED);
    json_write_object(&w);
    json_write_member(&w, STR("token"), str_from_cstr(token));
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
    crypto_wipe(token, sizeof(token));
}
