abstract class Canvas extends Main.Layered {}
