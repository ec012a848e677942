/*
 * http/static.h — files that are sent as they are: assets packed into the program and files
 * published by press.
 *
 * Published files are sent from prebuilt answers: status line and headers are made once, with an
 * ETag, and a gzip body when that is shorter. They are read through a directory descriptor opened
 * before the sandbox; an answer is reused only while inode, size and modification time of the file
 * are unchanged (asked at every request), so a withdrawn page is gone at once.
 */
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H

#include "http/message.h"

/* Answers with the asset whose address (build/gen/assets.h) is req->path; false when there is none.
 * The address holds a hash of the content, so browsers keep it for ever. */
bool http_asset_serve(struct http_request *req, struct http_response *res);

struct http_published;

/* `dir_fd` stays the caller's and must stay open. The cache holds at most LIMIT_STATIC_CACHE_BYTES
 * and LIMIT_STATIC_CACHE_FILES; files above LIMIT_STATIC_FILE_BYTES are sent from the descriptor
 * uncached. */
enum err http_published_init(struct http_published **out, int dir_fd) MUST_CHECK;
void http_published_free(struct http_published *p);
/* Answers with the file at `path`: decoded, relative, without dot segments
 * ("jp/JVN00000001/index.html"; a path that is empty or ends in '/' means its index.html). False
 * when there is none, it is no regular file, or the path is not clean: the caller answers 404.
 * Errors of reading answer 503. */
bool http_published_serve(struct http_published *p, struct http_request *req,
                          struct http_response *res, struct str path);

#endif
