import java.lang.ref.WeakReference;

class Ref extends WeakReference<Object> {
    Ref(Object referent) {
        super(referent);
    }

    String extra() {
        return "plain";
    }
}
