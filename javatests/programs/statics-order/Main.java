/** The order of static and instance initializers. */
public class Main {
    static void say(String s) {
        System.out.println(s);
    }

    static int tell(String s, int v) {
        say(s + " = " + v);
        return v;
    }

    interface Quiet {
        int CONSTANT = 5;
        int COMPUTED = tell("Quiet.COMPUTED", 6);
    }

    static class Parent {
        static int a = tell("Parent.a", 1);
        int x = tell("Parent#x", 2);

        static {
            say("Parent static block");
        }

        {
            say("Parent instance block");
        }

        Parent() {
            say("Parent()");
            hook();
        }

        void hook() {
            say("Parent.hook");
        }
    }

    static class Child extends Parent implements Quiet {
        static int b = tell("Child.b", a + 1);
        int y = tell("Child#y", 3);

        Child() {
            super();
            say("Child() y=" + y);
        }

        @Override
        void hook() {
            say("Child.hook y=" + y);
        }
    }

    static class Never {
        static final int INLINED = 9;

        static {
            say("Never must not run");
        }
    }

    public static void main(String[] args) {
        say("main");
        say("constant " + Child.CONSTANT + " " + Never.INLINED);
        Never[] none = new Never[3];
        say("array " + none.length);
        new Child();
        new Child();
        say("computed " + Quiet.COMPUTED);
    }
}
