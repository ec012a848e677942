/*
 * sys/xml_child.h — XML read by a child of the same program that can do nothing else.
 *
 * The child is the program itself, started anew as `todoke role-xml`: it has none of its parent's
 * memory, keys or descriptors. Before it reads a byte it gives up files, sockets, programs and
 * everything but reading its input and writing events (sandbox_apply_parser). Server and command
 * line call the same function.
 */
#ifndef SYS_XML_CHILD_H
#define SYS_XML_CHILD_H

#include "base/arena.h"

/* The word by which the program is told to be the child. Every program that calls xml_child_read
 * hands over to xml_child_main when it is the first argument. */
#define XML_CHILD_ROLE "role-xml"

/* The events of a document (base/xml_event.h), in the arena. A text that is refused is an event
 * too. ERR_INVALID: the child died or could not confine itself; ERR_LIMIT: more than
 * LIMIT_XML_EVENTS; ERR_TIMEOUT, ERR_MEMORY, ERR_NOT_FOUND: the child could not be started. */
enum err xml_child_read(struct str bytes, struct arena *a, struct str *events) MUST_CHECK;
/* The child: standard input to standard output. The exit status of the program, 0 also for a text
 * that was refused. */
int xml_child_main(void);

#endif
