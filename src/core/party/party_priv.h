/*
 * core/party/party_priv.h — what decisions and views of the developer list share: the standing of a
 * registration, and the technology keywords.
 */
#ifndef CORE_PARTY_PRIV_H
#define CORE_PARTY_PRIV_H

#include "core/image_priv.h"

/* REG-14: registered data are confirmed anew after so many months. A setting of this house: the
 * scheme says "periodically". */
enum { REGISTRATION_CONFIRM_MONTHS = 12 };

/* What is still open of the general registration (REG-06 to REG-09); REFUSAL_none: nothing. */
struct refusal registration_general_open(const struct law_party *p);
/* The same of the individual registration (REG-11, REG-12). */
struct refusal registration_individual_open(const struct law_party *p);
/* The day until which the data are to be confirmed. */
int32_t registration_confirm_day(const struct law_party *p);
/* Do these data change those that stand in the list already? */
bool contact_data_changes(const struct law_party *p, const struct cmd_set_contact_data *c);
/* The line of the work list about this entry for the actor of the world: the next step of a
 * registration, the confirmation that is due. False: nothing is to be done. */
bool work_of_party(const struct law_world *w, const struct law_party *p, struct work_item *item);
/* HND-07: the manager has no longer an account at the developer. */
bool party_manager_left(const struct law_image *m, const struct law_party *p);
/* Does the person act for the developer: as its manager, or as staff. */
struct refusal party_judge_manager(const struct law_world *w, struct id party);

/* Does the list of lines "key: label" hold that key? */
bool keywords_hold(struct str list, struct str key);
/* Are two keywords of one branch: equal, or one above the other? */
bool keywords_meet(struct str a, struct str b);
/* Every line of `keys` is a keyword of the list in force; else refused, naming the line. */
struct refusal keywords_judge(const struct law_image *m, struct str keys, enum command_kind kind,
                              const char *field);

#endif
