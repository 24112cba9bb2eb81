using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>What is wrong with the settings, section by section.</summary>
public static class SettingsFaults
{
    /// <summary>Checks all sections.</summary>
    /// <returns>One entry per section at fault; none when all is well.</returns>
    public static IReadOnlyList<OptionsValidationException> Find(IStartupValidator validator)
    {
        ArgumentNullException.ThrowIfNull(validator);
        try
        {
            validator.Validate();
            return [];
        }
        catch (Exception faults) when (Of(faults) is { Count: > 0 })
        {
            return Of(faults);
        }
    }

    private static List<OptionsValidationException> Of(Exception exception) => exception switch
    {
        OptionsValidationException validation => [validation],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Of)],
        _ => [],
    };
}
