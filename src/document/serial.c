#include "document/number_format.h"

#include <math.h>

/* Serial 1 is 1900-01-01, and serial 60 is the 29th of February that 1900 did
 * not have: from 61 on a serial counts from 1899-12-30. */
enum {
    DAYS_1899_12_30 = -25569, /* days since 1970-01-01 */
    DAYS_1904_01_01 = -24107,
    SERIAL_FALSE_LEAP_DAY = 60,
    MS_PER_DAY = 86400000
};

bool serial_to_date(double serial, bool is_1904, date_t *ret_date, int32_t *ret_time_ms)
{
    if (!(serial >= 0) || serial >= 120000)
        return false;
    double whole = floor(serial);
    int32_t days = (int32_t)whole;
    int32_t time_ms = (int32_t)lround((serial - whole) * MS_PER_DAY);
    if (time_ms == MS_PER_DAY) {
        time_ms = 0;
        days++;
    }
    if (!is_1904 && days == SERIAL_FALSE_LEAP_DAY)
        return false;
    int32_t since_1970 = is_1904 ? days + DAYS_1904_01_01
                                 : days + DAYS_1899_12_30 + (days < SERIAL_FALSE_LEAP_DAY ? 1 : 0);
    date_t date = date_from_days(since_1970);
    if (!date_is_valid(date))
        return false;
    *ret_date = date;
    *ret_time_ms = time_ms;
    return true;
}

double serial_from_date(date_t date, int32_t time_ms)
{
    int32_t days = date_to_days(date) - DAYS_1899_12_30;
    if (days <= SERIAL_FALSE_LEAP_DAY)
        days--;
    return days + (double)time_ms / MS_PER_DAY;
}
