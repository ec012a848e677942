/*
 * bench/scene.h — what the measuring programs share: a training directory, its people, commands
 * that must succeed. It measures nothing and never hides a refusal: whatever is refused ends the
 * program.
 */
#ifndef BENCH_SCENE_H
#define BENCH_SCENE_H

#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-03-02T10:00:00+09:00 */
#define SCENE_START_US INT64_C(1772413200000000)

struct scene {
    struct arena arena;
    struct app *app;
    struct app_persons persons;
};

static inline void scene_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static inline void scene_must(enum err e, const char *what)
{
    if (e != ERR_OK)
        scene_fail(what, err_text(e));
}

static inline struct actor scene_system(void)
{
    return (struct actor){.role = ROLE_system};
}

/* Makes the training directory `dir` and opens it. */
static inline void scene_open(struct scene *s, const char *dir, const struct conf *conf)
{
    struct app_create_options create = {
        .data_dir = dir, .conf = *conf, .clock_start_us = SCENE_START_US};
    struct app_options open = {.data_dir = dir};
    struct app_accounts accounts;
    create.conf.training = STR("yes");
    create.conf.clock = STR("manual");
    create.conf.password_cost = STR("reduced");
    *s = (struct scene){.app = NULL};
    arena_init(&s->arena, (size_t)256 << 20);
    scene_must(app_create(&create, &s->arena, &accounts), "create");
    scene_must(app_open(&open, &s->app), "open");
    struct app_reader admin = {s->app, {.role = ROLE_admin}, &s->arena};
    scene_must(app_persons(&admin, &s->persons), "persons");
}

static inline void scene_close(struct scene *s)
{
    app_close(s->app);
    arena_release(&s->arena);
}

/* The person of that sign-in name in its only role, its second factor fresh. */
static inline struct actor scene_actor(const struct scene *s, const char *login)
{
    for (size_t i = 0; i < s->persons.count; i++) {
        const struct person_view *p = &s->persons.items[i];
        if (str_equal(p->login, str_from_cstr(login)) && p->grant_count > 0)
            return (struct actor){.role = p->grants[0].role,
                                  .person = p->id,
                                  .party = p->grants[0].party,
                                  .stepped_up = true};
    }
    scene_fail(login, "no such account");
    return (struct actor){.role = ROLE_none};
}

/* Any thread may call it with an arena of its own. */
static inline struct app_outcome scene_issue_in(struct app *app, const struct actor *actor,
                                                const struct command *c, struct arena *arena)
{
    struct app_request request = {
        .actor = *actor, .submission = app_submission_new(), .arena = arena};
    struct app_outcome out;
    scene_must(app_command(app, &request, c, &out), command_def_get(c->kind)->name);
    if (out.refusal.code != REFUSAL_none)
        scene_fail(command_def_get(c->kind)->name, refusal_def_get(out.refusal.code)->name);
    return out;
}

static inline struct app_outcome scene_issue(struct scene *s, const struct actor *actor,
                                             const struct command *c)
{
    return scene_issue_in(s->app, actor, c, &s->arena);
}

/* A report as people send them: about 1.5 KiB of text. */
static inline struct cmd_file_report scene_report(void)
{
    return (struct cmd_file_report){
        .head = {.kind = COMMAND_file_report},
        .kind = CODE_report_kind_product,
        .product = STR("みほんゲートウェイ"),
        .versions = STR("2.0.0 から 2.4.1 まで"),
        .developer = STR("株式会社みほん"),
        .vulnerability = STR(
            "設定画面の「診断」で入力した宛先が、検査されないまま OS のコマンドとして実行されます。"
            "管理画面に接続できる第三者は、宛先の欄に区切り文字とコマンドを書くだけで、機器の管理者"
            "権限で任意のコマンドを実行できます。認証は不要です。工場出荷時の設定で発生します。"),
        .verification =
            STR("1. 機器を工場出荷時の設定に戻し、管理画面を開く。\n"
                "2. 「診断」で宛先に 192.0.2.1;id と入力し、「実行」を押す。\n"
                "3. 結果の欄に uid=0(root) と表示される。\n"
                "環境: ファームウェア 2.4.1、ブラウザは問いません。三台で同じ結果になりました。"),
        .attack = STR("curl --data 'target=192.0.2.1;id' http://192.0.2.10/diagnose.cgi"),
        .impact = STR("機器の設定の書き換え、通信の盗聴、社内の別の機器への攻撃の踏み台。"),
        .finder_name = STR("発見 三郎"),
        .finder_contact = STR("saburo@example.jp"),
        .tell_developer = true,
        .guideline_read = true,
        .language = CODE_language_ja,
    };
}

#endif
