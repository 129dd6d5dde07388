import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

public class Main {
    static final MethodType TEXT = MethodType.methodType(String.class);

    /** What names one member, got at one time. */
    static class Held {
        final Method method;
        final MethodHandle virtual;
        final MethodHandle unreflected;
        final MethodHandle special;
        final MethodHandle unreflectedSpecial;

        Held(MethodHandles.Lookup lookup, String name) throws ReflectiveOperationException {
            Class<?> owner = lookup.lookupClass();
            method = owner.getDeclaredMethod(name);
            method.setAccessible(true);
            virtual = lookup.findVirtual(owner, name, TEXT);
            unreflected = lookup.unreflect(method);
            special = lookup.findSpecial(owner, name, TEXT, owner);
            unreflectedSpecial = lookup.unreflectSpecial(method, owner);
        }

        String ask(Object object) throws Throwable {
            return method.invoke(object) + " " + virtual.invoke(object) + " " + unreflected.invoke(object)
                    + ", special " + special.invoke(object) + " " + unreflectedSpecial.invoke(object);
        }
    }

    public static void main(String[] args) throws Throwable {
        Target plain = new Target();
        Sub sub = new Sub();
        Held name = new Held(Target.lookup(), "name");
        Held title = new Held(Named.lookup(), "title");
        Held nameOnce = name;
        Held titleOnce = title;
        do {
            System.out.println("name of a Target: " + nameOnce.ask(plain) + ", linked " + Target.Peer.ask(plain));
            System.out.println("name of a Sub: " + nameOnce.ask(sub) + ", linked " + Target.Peer.ask(sub));
            System.out.println("title of a Sub: " + titleOnce.ask(sub));
            // Those that the version before gave.
            System.out.println("also: " + name.ask(sub) + ", " + title.ask(sub));
            name = new Held(Target.lookup(), "name");
            title = new Held(Named.lookup(), "title");
        } while (Live.update());
    }
}
