package shop;

public class Till {
    public int sum = 5;
}
