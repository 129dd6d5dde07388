import java.lang.ref.WeakReference;

class Ref extends WeakReference<Object> {
    final String key = new String("k");

    Ref(Object referent) {
        super(referent);
    }

    String extra() {
        return "key " + key;
    }
}
