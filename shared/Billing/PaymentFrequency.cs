using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>How often a subscription is paid.</summary>
public enum PaymentFrequency
{
    /// <summary>Every month.</summary>
    Monthly,

    /// <summary>Once a year.</summary>
    Yearly,

    /// <summary>Once.</summary>
    OneTime,
}

/// <summary>Knows a payment frequency by the words of the settings (export rules, "Aggregation").</summary>
public sealed class PaymentFrequencyWords
{
    private readonly Dictionary<string, PaymentFrequency> words = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the words from the settings.</summary>
    public PaymentFrequencyWords(PaymentFrequencyOptions options)
    {
        Add(options.Monthly, PaymentFrequency.Monthly);
        Add(options.Yearly, PaymentFrequency.Yearly);
        Add(options.OneTime, PaymentFrequency.OneTime);
    }

    /// <summary>The frequency that the report's word stands for; null when it is not known.</summary>
    public PaymentFrequency? Read(string? word) =>
        word is not null && words.TryGetValue(word.Trim(), out var frequency) ? frequency : null;

    private void Add(string list, PaymentFrequency frequency)
    {
        foreach (var word in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            words[word] = frequency;
    }
}
