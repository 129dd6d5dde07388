package ag;

class Spoiled {
    static String say() {
        return "text-spoiled-zero";
    }
}
