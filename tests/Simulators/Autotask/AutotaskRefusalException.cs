using System.Globalization;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>Autotask says no, in words: status 500 with an <c>errors</c> body.</summary>
public sealed class AutotaskRefusalException : Exception
{
    /// <summary>A refusal for one reason.</summary>
    public AutotaskRefusalException(string text)
        : this([text])
    {
    }

    /// <summary>A refusal for several reasons.</summary>
    public AutotaskRefusalException(IReadOnlyList<string> texts)
        : base(string.Join(" ", texts)) => Texts = texts;

    /// <summary>The texts of the answer.</summary>
    public IReadOnlyList<string> Texts { get; }
}

/// <summary>Autotask's texts: the documented and the seen ones word for word, the others in their style.</summary>
internal static class Texts
{
    public const string Posted =
        "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";

    public const string DuplicatePeriod = "Attempt to insert duplicate data into contract_service_period";

    public const string OutsideContract =
        "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.";

    public const string TooManyOrConditions = "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.";

    public static string Missing(string field) => string.Create(CultureInfo.InvariantCulture, $"Value does not exist for the required field {field}. ; on record number [1].");

    public static string TooLong(string field) => string.Create(CultureInfo.InvariantCulture, $"String value exceeds maximum length (field: {field}). ; on record number [1].");

    public static string ReadOnly(string field) => string.Create(CultureInfo.InvariantCulture, $"The field {field} is read-only. ; on record number [1].");

    public static string WrongType(string field) => string.Create(CultureInfo.InvariantCulture, $"The value of field {field} has the wrong data type. ; on record number [1].");

    public static string Unknown(string field) => string.Create(CultureInfo.InvariantCulture, $"Unable to find {field} in the entity. ; on record number [1].");

    public static string NotInPicklist(string field) => string.Create(CultureInfo.InvariantCulture, $"The value is not in the picklist of field {field}. ; on record number [1].");

    public static string NoReference(string field) => string.Create(CultureInfo.InvariantCulture, $"Value does not reference an existing entity for {field}. ; on record number [1].");

    public static string InactiveReference(string field) => string.Create(CultureInfo.InvariantCulture, $"Value references an inactive entity for {field}. ; on record number [1].");
}
