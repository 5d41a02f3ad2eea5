System.Console.WriteLine("restante");
