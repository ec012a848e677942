/*
 * test/unit/press/stage.h — a press with an empty directory of its own, new for each test. Must
 * never publish anything by itself.
 */
#ifndef TEST_PRESS_STAGE_H
#define TEST_PRESS_STAGE_H

#include "tester.h"

#include "press/press_priv.h"

extern struct arena arena;
extern char root[64];
extern int root_fd;
extern struct press *press;

int set_up(void **state);
int tear_down(void **state);

#endif
