/*
 * core/case/part_priv.h — what the decisions about dates, a developer's part and ends share: who
 * takes part in the coordination, what was agreed, and which days are usual.
 */
#ifndef CORE_CASE_PART_PRIV_H
#define CORE_CASE_PART_PRIV_H

#include "core/image_priv.h"

/* Has the detail and is still part of the coordination. */
bool relation_takes_part(const struct law_relation *r);
/* The same, and it can be contacted: the others do not wait for who cannot be (LIF-45). Staff's
 * alone: a developer never learns it of itself (CON-02). */
bool relation_is_heard(const struct law_relation *r);
/* Not concerned: no applicable product, or no vulnerability at all. */
bool applicability_is_out(uint32_t applicability);
/* The date-time that the parties were told last: the one in force, or after a re-opening the one
 * before it; 0 when there never was one. */
int64_t case_told_date_us(const struct law_case *c);
/* SEC-24: a developer that received the case by mistake and was not written to yet; NULL when there
 * is none. */
const struct law_relation *case_untold_mistake(const struct law_case *c);
/* Has it reported so? */
bool relation_reports_no_product(const struct law_relation *r);
/* How many are heard. */
size_t case_part_count(const struct law_case *c);
/* LIF-17: the last day on which a developer's part ended, when at the end of `as_of` all had and
 * one of them judged by the detail; else 0. Answers to the overview alone end no case: then the
 * developer concerned is not found yet (OVW-17). */
int32_t case_ended_day(const struct law_case *c, int32_t as_of);
/* The relation that a step names, when it takes part; else NULL. */
struct law_relation *case_part(const struct law_case *c, struct id party);
/* The newest answer to the proposal of that date-time; 0 when there is none. */
uint32_t relation_date_answer(const struct law_relation *r, int64_t at);
/* Which date-time the developer acknowledged last and when; 0 for none. */
int64_t relation_received_us(const struct law_relation *r, int64_t at);
/* DAT-03: the days that all who told some can keep. Without any, from and until are 0. */
struct day_range {
    int32_t from, until; /* until 0: open */
    bool conflict;       /* no day suits all */
};
struct day_range case_common_days(const struct law_case *c);
/* DAT-21: a holiday, the day before one (also a Friday), or near the year-end. */
bool date_day_is_unusual(int32_t day);
/* DAT-04, DAT-21: what a form proposes: the guide value or, when all can only later, that day; a
 * usual day at the edition's hour. 0 without a guide value. */
int64_t case_proposed_us(const struct law_case *c, const struct edition *edition);
/* DAT-09, per product: every applicable one is marked; false without any. */
bool relation_customers_known(const struct law_relation *r);
/* A release of the case is being carried out. */
bool case_is_releasing(const struct law_case *c);
/* Somebody takes part, and the page is neither public nor on its way: what opens the steps about
 * the date-time and about ends. */
struct refusal case_open_to_coordinate(const struct law_case *c);
/* Whoever approved an advisory of the case, approved something else: ends what is outstanding. */
enum err case_end_approvals(const struct law_world *w, const struct law_case *c, struct str reason,
                            struct decision *d) MUST_CHECK;
/* May the step about a case name this developer? */
bool part_is_choice(enum command_kind kind, const struct law_case *c, const struct law_party *p);

#endif
