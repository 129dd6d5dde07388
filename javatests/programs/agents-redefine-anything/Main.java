import agent.Agent;

import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.nio.charset.StandardCharsets;

class Version0 {
    String name = "Ann";
    String show() { return name; }
}

class Version1 {
    String name = "Bob";
    int age = 7;
    String show() { return name + " " + age + more(); }
    String more() { return ", and more"; }
}

class Version2 extends java.util.ArrayList<String> {
    String name = "Cid";
    String show() { return name + " " + size(); }
}

interface Version3 { String show(); }

/** redefineClasses with changes that java refuses: members, supertypes. What is refused here, too, changes nothing. */
public class Main {
    public static void main(String[] args) throws Exception {
        Version0 object = new Version0();
        System.out.println(object.show());
        redefine("members", 1);
        System.out.println(object.show());
        redefine("supertype", 2);
        System.out.println(object.show() + " " + ((Object) object instanceof java.util.List));
        redefine("kind", 3);
        System.out.println(object.show());
    }

    static void redefine(String what, int version) throws Exception {
        try {
            Agent.instrumentation.redefineClasses(new ClassDefinition(Version0.class, file(version)));
            System.out.println(what + ": done");
        } catch (UnsupportedOperationException refused) {
            System.out.println(what + ": refused");
        }
    }

    /** A class file of another version, under the name of the first. */
    static byte[] file(int version) throws Exception {
        try (InputStream in = Main.class.getResourceAsStream("Version" + version + ".class")) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return text.replace("Version" + version, "Version0").getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
