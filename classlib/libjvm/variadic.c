/* JNI's C-variadic functions (JNI 4, "Calling Instance Methods" ff.) and the jio_* printers.
 *
 * Every Call<Type>Method form, its V and its A twin ends in the one function that the environment names, with the arguments in
 * an array of 64-bit slots. Rust cannot define C-variadic functions; nothing else is done here. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Mirrors `MethodSymbol`: what a jmethodID points to begins with its shorty, return type first. */
struct method { const char *shorty; };

struct env;
typedef uint64_t invoke_fn(struct env *, int kind, void *receiver, void *type, struct method *, const uint64_t *arguments);
/* Mirrors the head of `Env`. */
struct env { const void *functions; invoke_fn *invoke; };

enum { VIRTUAL, NONVIRTUAL, STATIC, CONSTRUCTOR };

static void collect(const char *kinds, va_list *from, uint64_t *to) {
    for (; *kinds; kinds++, to++) {
        switch (*kinds) {
        case 'Z': *to = (va_arg(*from, int) & 0xff) != 0; break;
        case 'B': *to = (uint32_t)(int8_t)va_arg(*from, int); break;
        case 'C': *to = (uint16_t)va_arg(*from, int); break;
        case 'S': *to = (uint32_t)(int16_t)va_arg(*from, int); break;
        case 'I': *to = va_arg(*from, uint32_t); break;
        case 'F': { float f = (float)va_arg(*from, double); uint32_t bits; memcpy(&bits, &f, 4); *to = bits; break; }
        case 'D': { double d = va_arg(*from, double); memcpy(to, &d, 8); break; }
        default: *to = va_arg(*from, uint64_t); break;
        }
    }
}

/* jvalue is a union: the bytes beyond the member are anything. */
static void widen(const char *kinds, const uint64_t *from, uint64_t *to) {
    for (; *kinds; kinds++, from++, to++) {
        switch (*kinds) {
        case 'Z': *to = (*from & 0xff) != 0; break;
        case 'B': *to = (uint32_t)(int8_t)*from; break;
        case 'C': *to = (uint16_t)*from; break;
        case 'S': *to = (uint32_t)(int16_t)*from; break;
        case 'I': case 'F': *to = (uint32_t)*from; break;
        default: *to = *from; break;
        }
    }
}

static uint64_t invoke_v(struct env *env, int kind, void *receiver, void *type, struct method *m, va_list *from) {
    uint64_t slots[256];
    collect(m->shorty + 1, from, slots);
    return env->invoke(env, kind, receiver, type, m, slots);
}
static uint64_t invoke_a(struct env *env, int kind, void *receiver, void *type, struct method *m, const uint64_t *from) {
    uint64_t slots[256];
    widen(m->shorty + 1, from, slots);
    return env->invoke(env, kind, receiver, type, m, slots);
}

#define AS_INTEGER(T, bits) return (T)(bits)
#define AS_POINTER(T, bits) return (T)(uintptr_t)(bits)
#define AS_FLOAT(T, bits) uint32_t low = (uint32_t)(bits); float f; memcpy(&f, &low, 4); return f
#define AS_DOUBLE(T, bits) uint64_t all = (bits); double d; memcpy(&d, &all, 8); return d
#define AS_NOTHING(T, bits) (void)(bits)

#define THREE(NAME, KIND, T, AS, PARAMETERS, RECEIVER, TYPE) \
    static T NAME(PARAMETERS, struct method *m, ...) { \
        va_list ap; va_start(ap, m); \
        uint64_t bits = invoke_v(env, KIND, RECEIVER, TYPE, m, &ap); \
        va_end(ap); \
        AS(T, bits); \
    } \
    static T NAME##V(PARAMETERS, struct method *m, va_list from) { \
        va_list ap; va_copy(ap, from); \
        uint64_t bits = invoke_v(env, KIND, RECEIVER, TYPE, m, &ap); \
        va_end(ap); \
        AS(T, bits); \
    } \
    static T NAME##A(PARAMETERS, struct method *m, const uint64_t *from) { \
        uint64_t bits = invoke_a(env, KIND, RECEIVER, TYPE, m, from); \
        AS(T, bits); \
    }

#define OF_OBJECT struct env *env, void *receiver
#define OF_OBJECT_AND_CLASS struct env *env, void *receiver, void *type
#define OF_CLASS struct env *env, void *type

#define ALL_KINDS(TYPE_NAME, T, AS) \
    THREE(Call##TYPE_NAME##Method, VIRTUAL, T, AS, OF_OBJECT, receiver, NULL) \
    THREE(CallNonvirtual##TYPE_NAME##Method, NONVIRTUAL, T, AS, OF_OBJECT_AND_CLASS, receiver, type) \
    THREE(CallStatic##TYPE_NAME##Method, STATIC, T, AS, OF_CLASS, NULL, type)

ALL_KINDS(Object, void *, AS_POINTER)
ALL_KINDS(Boolean, uint8_t, AS_INTEGER)
ALL_KINDS(Byte, int8_t, AS_INTEGER)
ALL_KINDS(Char, uint16_t, AS_INTEGER)
ALL_KINDS(Short, int16_t, AS_INTEGER)
ALL_KINDS(Int, int32_t, AS_INTEGER)
ALL_KINDS(Long, int64_t, AS_INTEGER)
ALL_KINDS(Float, float, AS_FLOAT)
ALL_KINDS(Double, double, AS_DOUBLE)
ALL_KINDS(Void, void, AS_NOTHING)
THREE(NewObject, CONSTRUCTOR, void *, AS_POINTER, OF_CLASS, NULL, type)

/* In the order of the JNI function table: new objects at 28; virtual at 34, nonvirtual at 64, static at 114. */
#define SLOTS(NAME) (const void *)NAME, (const void *)NAME##V, (const void *)NAME##A
#define TEN(PREFIX) \
    SLOTS(PREFIX##ObjectMethod), SLOTS(PREFIX##BooleanMethod), SLOTS(PREFIX##ByteMethod), SLOTS(PREFIX##CharMethod), \
    SLOTS(PREFIX##ShortMethod), SLOTS(PREFIX##IntMethod), SLOTS(PREFIX##LongMethod), SLOTS(PREFIX##FloatMethod), \
    SLOTS(PREFIX##DoubleMethod), SLOTS(PREFIX##VoidMethod)

const void *const jrun_jni_new_object[3] = { SLOTS(NewObject) };
const void *const jrun_jni_calls[3][30] = { { TEN(Call) }, { TEN(CallNonvirtual) }, { TEN(CallStatic) } };

/* The jio_* functions: bounded, always terminated, -1 when cut. */
int jrun_jio_vsnprintf(char *to, size_t room, const char *format, va_list ap) {
    if (room == 0 || room > INT32_MAX) return -1;
    int n = vsnprintf(to, room, format, ap);
    if (n < 0 || (size_t)n >= room) { to[room - 1] = 0; return -1; }
    return n;
}
int jrun_jio_snprintf(char *to, size_t room, const char *format, ...) {
    va_list ap; va_start(ap, format);
    int n = jrun_jio_vsnprintf(to, room, format, ap);
    va_end(ap);
    return n;
}
int jrun_jio_vfprintf(FILE *to, const char *format, va_list ap) { return vfprintf(to, format, ap); }
int jrun_jio_fprintf(FILE *to, const char *format, ...) {
    va_list ap; va_start(ap, format);
    int n = vfprintf(to, format, ap);
    va_end(ap);
    return n;
}
