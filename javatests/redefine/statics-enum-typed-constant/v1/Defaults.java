import java.util.concurrent.TimeUnit;

class Defaults {
    static final TimeUnit UNIT = TimeUnit.HOURS;
}
