/*
 * core/conf/conf.h — todoke.conf: one `name = value` a line, '#' begins a comment line. Pure;
 * reading the file is the caller's. The portal and the desk read the same file.
 */
#ifndef CORE_CONF_CONF_H
#define CORE_CONF_CONF_H

#include "base/buf.h"

#define CONF_FILE "todoke.conf"

#define CONF_TYPE_TEXT struct str
#define CONF_TYPE_NUMBER uint32_t
#define CONF_TYPE_LISTEN struct str
#define CONF_TYPE_URL struct str
#define CONF_TYPE_YES_NO struct str
#define CONF_TYPE_CLOCK struct str
#define CONF_TYPE_COST struct str
#define CONF_TYPE_SANDBOX struct str
#define CONF_TYPE_OPENPGP struct str

struct conf {
#define SETTING(name, kind, standard, text) CONF_TYPE_##kind name;
#include "core/conf/conf.def"
};

/* Defaults; texts are literals. */
void conf_init(struct conf *c);
/* Sets one setting by its name; false when there is none, or the value is not of its kind. The text
 * is borrowed. */
bool conf_assign(struct conf *c, struct str name, struct str value);
/* Reads over the defaults. ERR_INVALID with *line (from 1) at the first line that is no setting,
 * names an unknown or repeated one, or whose value is not of its kind. Texts are copied into `a`.
 * */
enum err conf_read(struct str text, struct arena *a, struct conf *out, size_t *line) MUST_CHECK;
/* Every setting with its comment; reading it again gives the same. */
void conf_write(const struct conf *c, struct buf *out);
/* "yes" is true, everything else false. */
bool conf_is_yes(struct str value);
/* Splits "127.0.0.1:8081" or "[::1]:8081" into address (NUL-terminated, in `a`) and port. False
 * when malformed. */
bool conf_listen(struct str value, struct arena *a, const char **address, uint16_t *port);

#endif
