import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** Translated messages from property files. */
public class Main {
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        for (Locale l : new Locale[] {Locale.ROOT, new Locale("cs"), new Locale("cs", "CZ"), new Locale("de", "AT"), Locale.FRENCH}) {
            ResourceBundle b = ResourceBundle.getBundle("i18n.shop", l);
            System.out.println("[" + l + "] " + b.getLocale() + ": " + new MessageFormat(b.getString("sold"), l).format(new Object[] {3, "jrun"}));
            System.out.println(b.getString("title"));
        }
        try {
            ResourceBundle.getBundle("i18n.shop").getString("none");
        } catch (MissingResourceException e) {
            System.out.println(e.getMessage());
        }
    }
}
