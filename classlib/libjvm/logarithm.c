/* The decimal logarithm through long double, which has the bits to round almost every result right; the C library's own for
   double is often off by one. */

#include <math.h>

double jrun_log10(double x) { return (double)log10l(x); }
