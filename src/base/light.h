/* The state of a thing against its rule, in the order of concern.  Green is
 * said only where a rule was applied and kept; no rule or no figure is none. */
#ifndef BASE_LIGHT_H
#define BASE_LIGHT_H

enum light { LIGHT_NONE, LIGHT_GREEN, LIGHT_AMBER, LIGHT_RED, LIGHT_COUNT };

#endif
