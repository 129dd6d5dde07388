/* Callees and callers for tests/calls.rs. */
#include <jni.h>
#include <stdio.h>
#include <string.h>

static char text[512];
const char *last_text(void) { return text; }

jdouble all_kinds(void *env, void *self, jboolean z, jbyte b, jchar c, jshort s, jint i, jlong j, jfloat f, jfloat f2, jdouble d0,
                  jdouble d1, jdouble d2, jdouble d3, jdouble d4, jdouble d5, jdouble d6, jdouble d7, void *l, jint i2, jbyte b2) {
    snprintf(text, sizeof text, "%ld %ld %d %d %d %d %d %ld %g %g %g %g %g %g %g %g %g %g %ld %d %d", (long)env, (long)self, z, b, c, s, i, (long)j,
             f, f2, d0, d1, d2, d3, d4, d5, d6, d7, (long)l, i2, b2);
    return f + f2 + d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7;
}

jfloat give_float(void *env, void *self, jfloat f) { (void)env; (void)self; return f * 2; }
jbyte give_byte(void *env, void *self, jint i) { (void)env; (void)self; return (jbyte)i; }
jshort give_short(void *env, void *self, jint i) { (void)env; (void)self; return (jshort)i; }
jchar give_char(void *env, void *self, jint i) { (void)env; (void)self; return (jchar)i; }
jint give_int(void *env, void *self, jint i) { (void)env; (void)self; return -i; }
jlong give_long(void *env, void *self, jlong i) { (void)env; (void)self; return -i; }
jboolean give_boolean(void *env, void *self, jint i) { (void)env; (void)self; return i != 0; }
void give_nothing(void *env, void *self) { (void)env; (void)self; text[0] = 'v'; text[1] = 0; }

/* One integer, sum of n doubles and m longs, to reach every stack depth. */
jlong many(void *env, void *self, jlong a, jlong b, jlong c, jlong d, jlong e, jlong f, jlong g, jlong h) {
    (void)env; (void)self;
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}

jdouble call_variadic(JNIEnv *env, jobject receiver, jmethodID method) {
    return (*env)->CallDoubleMethod(env, receiver, method, (jboolean)JNI_TRUE, (jbyte)-2, (jchar)0xffff, (jshort)-3, (jint)-4, (jlong)-5, (jfloat)1.5,
                                    (jfloat)-2.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, receiver, (jint)77, (jbyte)-128);
}

jfloat call_array(JNIEnv *env, jclass class, jmethodID method) {
    jvalue values[3];
    memset(values, 0xee, sizeof values);
    values[0].b = -7; values[1].z = JNI_TRUE; values[2].f = 0.5f;
    return (*env)->CallStaticFloatMethodA(env, class, method, values);
}

static jint through(JNIEnv *env, jobject receiver, jclass class, jmethodID method, ...) {
    va_list ap;
    va_start(ap, method);
    jint n = (*env)->CallNonvirtualIntMethodV(env, receiver, class, method, ap);
    va_end(ap);
    return n;
}
jint call_list(JNIEnv *env, jobject receiver, jclass class, jmethodID method) { return through(env, receiver, class, method, (jshort)-9, 0.25); }

jobject create(JNIEnv *env, jclass class, jmethodID method) { return (*env)->NewObject(env, class, method, (jlong)1 << 40); }

typedef int (*snprinter)(char *, size_t, const char *, ...);
int print_cut(snprinter print) { char room[4]; int n = print(room, sizeof room, "%s-%d", "abcdef", 1); return n == -1 && strcmp(room, "abc") == 0; }
int print_whole(snprinter print) { char room[32]; int n = print(room, sizeof room, "%s-%d-%g", "abc", 7, 0.5); return n == 9 && strcmp(room, "abc-7-0.5") == 0; }
