/*
 * cli/items.h — subcommands that judge one item a line: identifiers, ranges, versions.
 *
 * Each line of the input becomes one line of the output, in order: with --json an object with
 * "input", "valid" and either the result's members or "error" {"message", "offset"} (both, where a
 * subcommand can say something about an item that it refuses); else the
 * canonical text. A refused item is told on standard error with its file and line, and the exit
 * status is 1.
 */
#ifndef CLI_ITEMS_H
#define CLI_ITEMS_H

#include "cli/cli_priv.h"

#include "core/ident/ident.h"

/* As the offset of an error: its reason says itself where it is. */
#define ITEM_NO_OFFSET SIZE_MAX

/* A value of the answer; objects keep their members in the order of their keys. */
struct item_value;

/* One line being judged. Its arena is cleared before the next. */
struct item {
    struct str text;
    struct arena *arena;
    enum lang lang;            /* of what is said about it */
    struct ident_error error;  /* its reason in English, or in `lang` already */
    struct item_value *answer; /* members go here */
    struct str line;           /* what is printed without --json */
    bool answered;             /* of a refused item: its answer stands beside the error */
    void *context;             /* what the subcommand gave to cli_items */
};

/* Judges one line: fills answer and line, or refuses it (anything but ERR_OK). */
typedef enum err item_judge(struct item *item);

/* Judges every line of the files named from word `first` on; gives the exit status. */
int cli_items(struct cli *c, size_t first, item_judge *judge, void *context);

/* Members of an object. A full arena is noticed at the end of the line. */
void item_set_text(struct item *item, struct item_value *object, const char *key, struct str text);
void item_set_bool(struct item *item, struct item_value *object, const char *key, bool value);
void item_set_number(struct item *item, struct item_value *object, const char *key, int64_t value);
/* A number already spelt as JSON wants it ("9.8"); absent: null. */
void item_set_spelt(struct item *item, struct item_value *object, const char *key,
                    struct str spelt);
void item_set_null(struct item *item, struct item_value *object, const char *key);
/* A whole JSON value as text. */
void item_set_json(struct item *item, struct item_value *object, const char *key, struct str json);
/* Members that are objects and arrays themselves; elements of arrays have no key (NULL). */
struct item_value *item_set_object(struct item *item, struct item_value *parent, const char *key);
struct item_value *item_set_array(struct item *item, struct item_value *parent, const char *key);

/* For answers of whole files: an empty object, and its one line of JSON on standard output. */
struct item_value *item_object(struct item *item);
enum err item_print(const struct item *item) MUST_CHECK;

#endif
