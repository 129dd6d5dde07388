package loading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** ServiceLoader and ResourceBundle. */
class ServicesTest {
    public interface Greeter {
        String greet();
    }

    public static class English implements Greeter {
        @Override
        public String greet() {
            return "hello";
        }
    }

    public static class Czech implements Greeter {
        @Override
        public String greet() {
            return "ahoj";
        }
    }

    public interface Unprovided {
    }

    public interface Broken {
    }

    @Test
    void providersInOrder() {
        List<String> all = new ArrayList<>();
        for (Greeter g : ServiceLoader.load(Greeter.class)) {
            all.add(g.greet());
        }
        assertEquals(List.of("hello", "ahoj"), all);
        assertFalse(ServiceLoader.load(Unprovided.class).iterator().hasNext());
    }

    @Test
    void providersAreLazyAndCached() {
        ServiceLoader<Greeter> l = ServiceLoader.load(Greeter.class, ServicesTest.class.getClassLoader());
        Greeter first = l.iterator().next();
        assertSame(first, l.iterator().next());
        l.reload();
        assertNotSame(first, l.iterator().next());
        assertEquals(Czech.class, l.stream().skip(1).findFirst().orElseThrow().type());
    }

    @Test
    void brokenProviders() {
        Iterator<Broken> it = ServiceLoader.load(Broken.class).iterator();
        ServiceConfigurationError e = assertThrows(ServiceConfigurationError.class, it::next);
        assertEquals("loading.ServicesTest$Broken: Provider not.There not found", e.getMessage());
    }

    @Test
    void servicesOfTheLibrary() {
        assertNotNull(java.nio.file.spi.FileSystemProvider.installedProviders().stream().filter(p -> p.getScheme().equals("jar")).findAny().orElse(null));
        assertTrue(java.util.spi.ToolProvider.findFirst("no-such-tool").isEmpty());
    }

    @Test
    void bundlesFallBack() {
        ResourceBundle.Control control = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT);
        ResourceBundle root = ResourceBundle.getBundle("texts.messages", Locale.ROOT, control);
        ResourceBundle cs = ResourceBundle.getBundle("texts.messages", new Locale("cs", "CZ"), control);
        assertEquals("hello", root.getString("greeting"));
        assertEquals("ahoj", cs.getString("greeting"));
        assertEquals("only in root", cs.getString("fallback"));
        assertEquals("čau", cs.getString("bye"));
        assertEquals("[bye, fallback, greeting]", new TreeSet<>(cs.keySet()).toString());
        assertEquals("cs", cs.getLocale().toString());
    }

    @Test
    void missingResources() {
        MissingResourceException e = assertThrows(MissingResourceException.class, () -> ResourceBundle.getBundle("texts.none", Locale.ROOT));
        assertEquals("Can't find bundle for base name texts.none, locale ", e.getMessage());
        ResourceBundle root = ResourceBundle.getBundle("texts.messages", Locale.ROOT);
        assertThrows(MissingResourceException.class, () -> root.getString("nothing"));
    }

    public static class Numbers extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"one", 1}, {"list", new String[] {"a", "b"}}};
        }
    }

    @Test
    void bundlesAsClasses() {
        ResourceBundle b = ResourceBundle.getBundle(Numbers.class.getName(), Locale.ROOT);
        assertEquals(1, b.getObject("one"));
        assertEquals(2, b.getStringArray("list").length);
        assertThrows(ClassCastException.class, () -> b.getString("one"));
    }
}
