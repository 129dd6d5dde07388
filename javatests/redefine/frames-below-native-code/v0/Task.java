import java.lang.reflect.Method;

class Task {
    String mark = "v0";

    void outer() throws Exception {
        Method inner = Task.class.getDeclaredMethod("inner");
        inner.invoke(this);
        System.out.println("outer goes on in " + mark + ", steps " + steps());
    }

    void inner() {
        Live.update();
        System.out.println("inner goes on in " + mark + ", own " + own());
    }

    private int own() {
        return 3;
    }

    static int steps() {
        return 0;
    }

    String version() {
        return mark;
    }
}
