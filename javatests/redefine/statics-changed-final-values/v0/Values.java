import java.math.BigDecimal;
import java.util.regex.Pattern;

class Values {
    static final int SIZE = Integer.parseInt("10");
    static final String NAME = "V0".toLowerCase();
    static final Pattern PATTERN = Pattern.compile("[ab]");
    static final BigDecimal PRICE = new BigDecimal("1.50");
}
