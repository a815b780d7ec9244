#include "features/demo/demo.h"
#include "harness/database.h"
#include "harness/program.h"
#include "harness/test.h"
#include "record/schema.h"

#include <stdio.h>

TEST("the demonstration city fits every rule of its own records, on both databases")
{
    EACH_ENGINE(d)
    {
        struct kinds *kinds = program_kinds_with_rules();
        d.op.kinds = kinds;
        REQUIRE(schema_upgrade(&d.op, kinds) == OK);
        enum err e = demo_build(&d.op);
        if (e != OK)
            printf("  %s [%s]\n", d.fault.words[LANGUAGE_EN], d.fault.detail);
        CHECK_INT(e, OK);
        fault_clear(&d.fault);
        CHECK_INT(demo_build(&d.op), ERR_CONFLICT);
        op_end(&d.op);
        kinds_free(kinds);
    }
}
