#include <jni.h>
#include <pthread.h>
#include <stdio.h>

static JavaVM *vm;
static jclass foreign;
static jmethodID visited;

struct visit {
    const char *name;
    int daemon, failing;
    jint before, attached, within, again, detached, after;
};

JNIEXPORT jint JNI_OnLoad(JavaVM *given, void *reserved) {
    JNIEnv *env;
    vm = given;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK) return JNI_ERR;
    foreign = (*env)->NewGlobalRef(env, (*env)->FindClass(env, "Foreign"));
    visited = (*env)->GetStaticMethodID(env, foreign, "visited", "(Z)V");
    return JNI_VERSION_10;
}

static void *run(void *argument) {
    struct visit *visit = argument;
    JNIEnv *env = NULL, *other = NULL;
    JavaVMAttachArgs arguments = {JNI_VERSION_10, (char *)visit->name, NULL};
    visit->before = (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10);
    visit->attached = visit->daemon ? (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &arguments)
                                    : (*vm)->AttachCurrentThread(vm, (void **)&env, &arguments);
    visit->within = (*vm)->GetEnv(vm, (void **)&other, JNI_VERSION_10);
    visit->again = (*vm)->AttachCurrentThread(vm, (void **)&other, NULL);
    if (other != env) visit->again = -100;
    (*env)->CallStaticVoidMethod(env, foreign, visited, (jboolean)visit->failing);
    visit->detached = (*vm)->DetachCurrentThread(vm);
    visit->after = (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10);
    return NULL;
}

JNIEXPORT void JNICALL Java_Foreign_visit(JNIEnv *env, jclass type, jstring name, jboolean daemon, jboolean failing) {
    const char *text = name ? (*env)->GetStringUTFChars(env, name, NULL) : NULL;
    struct visit visit = {text, daemon, failing, 1, 1, 1, 1, 1, 1};
    pthread_t thread;
    pthread_create(&thread, NULL, run, &visit);
    pthread_join(thread, NULL);
    fprintf(stderr, "before %d attached %d within %d again %d detached %d after %d\n", visit.before, visit.attached,
            visit.within, visit.again, visit.detached, visit.after);
    if (text) (*env)->ReleaseStringUTFChars(env, name, text);
}

JNIEXPORT jint JNICALL Java_Foreign_environment(JNIEnv *env, jclass type) {
    JNIEnv *other = NULL;
    return (*vm)->GetEnv(vm, (void **)&other, 7) * 10 + (other == NULL);
}
