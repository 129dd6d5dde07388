import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Supertypes, nests, records and sealed classes that are not what they say (JVMS §5.3.5, §5.4.4). */
final class Hierarchy {
    private Hierarchy() {
    }

    private static byte[] indices(int... all) {
        Asm.Bytes bytes = new Asm.Bytes();
        for (int at : all) {
            bytes.u2(at);
        }
        return bytes.toByteArray();
    }

    static void all() {
        supertypes();
        names();
        nests();
        sealed();
        records();
    }

    private static void supertypes() {
        Case.run("its own superclass", new Asm("Self").extending("Self"));
        Case.run("its own interface", new Asm("Self").implementing("Self"));
        Case.run("a circle of two", new Asm("A").extending("B"), new Asm("B").extending("A"));
        Case.run("a circle of three", new Asm("A").extending("B"), new Asm("B").extending("C"), new Asm("C").extending("A"));
        Case.run("a circle of interfaces", Asm.anInterface("I").implementing("J"), Asm.anInterface("J").implementing("I"));
        Case.run("a circle through an interface", new Asm("A").implementing("I"),
            Asm.anInterface("I").implementing("A"));
        Case.run("an interface as superclass", new Asm("A").extending("java/lang/Runnable"));
        Case.run("a final superclass", new Asm("A").extending("java/lang/String"));
        Case.run("a class as interface", new Asm("A").implementing("java/lang/Thread"));
        Case.run("an interface with another superclass", Asm.anInterface("I").extending("java/lang/Thread"));
        Case.run("no superclass", new Asm("A").extending(null));
        Case.run("an array as superclass", new Asm("A").extending("[I"));
        Case.run("an array as interface", new Asm("A").implementing("[Ljava/lang/Runnable;"));
        Case.run("a missing superclass", new Asm("A").extending("no/Such"));
        Case.run("a missing interface", new Asm("A").implementing("no/Such"));
        Case.run("an interface twice", new Asm("A").implementing("java/lang/Runnable", "java/lang/Runnable"));
        Case.run("a superclass that is not accessible", new Asm("A").extending("java/util/JumboEnumSet"));
        Case.run("Enum without its rules", new Asm("A").extending("java/lang/Enum"));
        Case.run("a superclass that fails", new Asm("A").extending("B"), new Asm("B").flags(Asm.FINAL | Asm.ABSTRACT));
        Asm bad = new Asm("B");
        bad.method(Asm.STATIC, "<clinit>", "()V", Asm.code(1, 0).op(0x01).op(0xbf));
        Case.run("a superclass whose initializer throws", new Asm("A").extending("B"), bad);
    }

    private static void names() {
        for (String name : new String[] {"java/lang/Evil", "java/Evil", "javax/Evil", "a.b", "a;b", "[I", "[LA;", "", "/a", "a//b", "a/",
            "<a>", "I"}) {
            Asm asm = new Asm(name);
            Case.tried("a class named \"" + name + "\"", () -> new Case.Loader().define(null, asm.bytes()).getName());
        }
        Case.tried("another name than wanted", () -> new Case.Loader().define("Other", new Asm("A").bytes()));
        Case.tried("defined twice", () -> {
            Case.Loader loader = new Case.Loader();
            loader.define("A", new Asm("A").bytes());
            return loader.define("A", new Asm("A").bytes());
        });
        Case.tried("a name of the boot loader's", () -> new Case.Loader().define(null, new Asm("sun/misc/Unsafe").bytes()));
        Case.run("an array as the class itself", new Asm("A").flags(Asm.PUBLIC | 0x8000));
        for (int flags : new int[] {0x0200, 0x0210 | 0x400, 0x0410, 0x2000, 0x2600, 0x4600, 0x0411 | 0x20, 0xffff}) {
            Case.run("class flags " + Integer.toHexString(flags), new Asm("A").flags(flags));
        }
        Asm[] users = new Asm[3];
        String[] missing = {"no/Such", "[Lno/Such;", "[[[I"};
        for (int i = 0; i < users.length; i++) {
            users[i] = new Asm("User");
            users[i].run(Asm.code(2, 0).op(0x13, users[i].cls(missing[i])).op(0xb0));
            Case.run("ldc of " + missing[i], users[i]);
        }
    }

    /** Reads and calls private members of {@code other}. */
    private static Asm reader(String name, String other) {
        Asm asm = new Asm(name);
        asm.count(Asm.code(2, 0).op(0xb8, asm.method(other, "secret", "()I")).op(0xac));
        return asm;
    }

    private static Asm secret(String name) {
        Asm asm = new Asm(name);
        asm.method(Asm.PRIVATE | Asm.STATIC, "secret", "()I", Asm.code(1, 0).op(0x08).op(0xac));
        return asm;
    }

    private static void nests() {
        Asm user = reader("User", "Host");
        user.attribute("NestHost", indices(user.cls("Host")));
        Asm host = secret("Host");
        host.attribute("NestMembers", new Asm.Bytes().u2(1).u2(host.cls("User")).toByteArray());
        Case.run("a true nest", user, host);
        Case.run("a nest host that lists nobody", user, secret("Host"));
        Asm missing = reader("User", "Host");
        missing.attribute("NestHost", indices(missing.cls("no/Such")));
        Case.run("a nest host that is missing", missing, secret("Host"));
        Asm foreign = reader("p/User", "Host");
        foreign.attribute("NestHost", indices(foreign.cls("Host")));
        Asm listing = secret("Host");
        listing.attribute("NestMembers", new Asm.Bytes().u2(1).u2(listing.cls("p/User")).toByteArray());
        Case.run("a nest host of another package", foreign, listing);
        Asm self = reader("User", "Host");
        self.attribute("NestHost", indices(self.cls("User")));
        Case.run("its own nest host", self, secret("Host"));
        Asm number = reader("User", "Host");
        number.attribute("NestHost", indices(number.integer(5)));
        Case.run("a number as nest host", number, secret("Host"));
        Asm both = reader("User", "Host");
        both.attribute("NestHost", indices(both.cls("Host")));
        both.attribute("NestMembers", new Asm.Bytes().u2(1).u2(both.cls("Other")).toByteArray());
        Case.run("nest host and members", both, secret("Host"));
        Asm twice = reader("User", "Host");
        twice.attribute("NestHost", indices(twice.cls("Host")));
        twice.attribute("NestHost", indices(twice.cls("Host")));
        Case.run("two nest hosts", twice, secret("Host"));
        Asm primitive = new Asm("Host");
        primitive.attribute("NestMembers", new Asm.Bytes().u2(3).u2(primitive.cls("no/Such")).u2(primitive.cls("Host"))
            .u2(primitive.cls("java/lang/String")).toByteArray());
        Case.tried("members that are none", () ->
            Arrays.toString(new Case.Loader().add(primitive).loadClass("Host").getNestMembers()));
        Asm circle = new Asm("A");
        circle.attribute("NestHost", indices(circle.cls("B")));
        Asm back = new Asm("B");
        back.attribute("NestHost", indices(back.cls("A")));
        Case.tried("hosts of each other", () ->
            new Case.Loader().add(circle).add(back).loadClass("A").getNestHost().getName());
        Case.tried("asked of a lying class", () -> new Case.Loader().add(user).add(secret("Host")).loadClass("User")
            .getNestHost().getName());
    }

    private static void sealed() {
        Asm parent = new Asm("Parent").constructor();
        parent.attribute("PermittedSubclasses", new Asm.Bytes().u2(1).u2(parent.cls("Child")).toByteArray());
        Case.run("a permitted subclass", new Asm("Child").extending("Parent"), parent);
        Case.run("a subclass that is not permitted", new Asm("Other").extending("Parent"), parent);
        Asm none = new Asm("Parent");
        none.attribute("PermittedSubclasses", new Asm.Bytes().u2(0).toByteArray());
        Case.run("nobody permitted", new Asm("Child").extending("Parent"), none);
        Asm closed = new Asm("Parent").flags(Asm.PUBLIC | Asm.FINAL | Asm.SUPER);
        closed.attribute("PermittedSubclasses", new Asm.Bytes().u2(1).u2(closed.cls("Child")).toByteArray());
        Case.run("final and sealed", closed);
        Asm sealed = Asm.anInterface("Face");
        sealed.attribute("PermittedSubclasses", new Asm.Bytes().u2(1).u2(sealed.cls("Child")).toByteArray());
        Case.run("a sealed interface", new Asm("Other").implementing("Face"), sealed);
        Case.run("a sealed superinterface", Asm.anInterface("Other").implementing("Face"), sealed);
        Asm odd = new Asm("Parent");
        odd.attribute("PermittedSubclasses", new Asm.Bytes().u2(2).u2(odd.cls("no/Such"))
            .u2(odd.cls("java/lang/String")).toByteArray());
        Case.tried("permitted subclasses that are none", () -> {
            Class<?>[] all = new Case.Loader().add(odd).loadClass("Parent").getPermittedSubclasses();
            return Arrays.toString(all);
        });
        Asm old = new Asm("Parent").version(60);
        old.attribute("PermittedSubclasses", new Asm.Bytes().u2(0).toByteArray());
        Case.run("sealed in version 60", new Asm("Child").extending("Parent"), old);
        Asm remote = new Asm("p/Child").extending("Parent");
        Asm across = new Asm("Parent");
        across.attribute("PermittedSubclasses", new Asm.Bytes().u2(1).u2(across.cls("p/Child")).toByteArray());
        Case.run("a permitted subclass of another package", remote, across);
    }

    private static Asm record(int components, String descriptor) {
        Asm asm = new Asm("Rec").flags(Asm.PUBLIC | Asm.FINAL | Asm.SUPER).extending("java/lang/Record");
        Asm.Bytes body = new Asm.Bytes().u2(components);
        for (int i = 0; i < Math.min(components, 3); i++) {
            body.u2(asm.utf8("c" + i)).u2(asm.utf8(descriptor)).u2(0);
        }
        asm.attribute("Record", body.toByteArray());
        return asm;
    }

    private static void records() {
        Case.tried("components without fields", () -> {
            Class<?> c = new Case.Loader().add(record(2, "I")).loadClass("Rec");
            StringBuilder s = new StringBuilder().append(c.isRecord());
            for (RecordComponent component : c.getRecordComponents()) {
                s.append(' ').append(component.getName()).append(component.getType()).append(component.getAccessor());
            }
            return s;
        });
        Case.tried("components of missing classes", () ->
            new Case.Loader().add(record(1, "Lno/Such;")).loadClass("Rec").getRecordComponents().length);
        Case.run("a component of no type", record(1, "V"));
        Case.run("a component of nonsense", record(1, "nonsense"));
        Case.run("65,535 components that are not there", record(65_535, "I"));
        Asm plain = new Asm("Rec");
        plain.attribute("Record", new Asm.Bytes().u2(0).toByteArray());
        Case.tried("a Record attribute in another class", () -> {
            Class<?> c = new Case.Loader().add(plain).loadClass("Rec");
            return c.isRecord() + " " + (c.getRecordComponents() == null);
        });
        Asm bare = new Asm("Rec").flags(Asm.PUBLIC | Asm.FINAL | Asm.SUPER).extending("java/lang/Record");
        Case.tried("a record without the attribute", () -> new Case.Loader().add(bare).loadClass("Rec").isRecord());
    }
}
