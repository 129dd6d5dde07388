package ag;

class Side {
    static String say() {
        return "text-side";
    }
}
