/*
 * mask-forms.h - the other forms in which programs print a secret.
 */
#ifndef FEAT_EXEC_MASK_FORMS_H
#define FEAT_EXEC_MASK_FORMS_H

#include "base/base.h"
#include "base/strvec.h"

/*
 * Adds to `out` what every Base64 (also the one for URLs) and every hexadecimal of a
 * text has in it that holds the value [s, s + len): "user:<value>" is encoded with the
 * value at one of three places, and the digits that its neighbours have a part in are
 * left out.  Nothing for values of fewer than MASK_FORMS_MIN bytes.
 */
#define MASK_FORMS_MIN 8
void mask_forms(struct strvec *out, const char *s, size_t len);

#endif
