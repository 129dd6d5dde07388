import java.math.BigDecimal;
import java.util.regex.Pattern;

class Values {
    static final int SIZE = Integer.parseInt("20");
    static final String NAME = "V1".toLowerCase();
    static final Pattern PATTERN = Pattern.compile("[xyz]+");
    static final BigDecimal PRICE = new BigDecimal("2.75");
}
