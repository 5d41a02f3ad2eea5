using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Restante.Cli;

/// <summary>
/// Numbers of a command line. The library reads them as the machine's language writes them, takes <c>1,5</c> for fifteen,
/// and names .NET's types to whoever mistypes one.
/// </summary>
internal static class NumberParser
{
    /// <summary>A whole number.</summary>
    public static T Whole<T>(ArgumentResult given)
        where T : struct, IBinaryInteger<T> => Read<T>(given, NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A number that may have a fraction.</summary>
    public static double Fraction(ArgumentResult given) =>
        Read<double>(given, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, "a number like 10 or 0.5");

    private static T Read<T>(ArgumentResult given, NumberStyles style, string kind)
        where T : struct, INumber<T>
    {
        var text = given.Tokens[0].Value;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var wanted = text.Length > 0 && text.All(char.IsAsciiDigit) ? "a smaller number" : kind;
        given.AddError($"{(given.Parent as OptionResult)?.Option.Name} takes {wanted}, not \"{text}\"");
        return default;
    }
}
