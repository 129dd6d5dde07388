abstract class Base {
    abstract String text();
}
